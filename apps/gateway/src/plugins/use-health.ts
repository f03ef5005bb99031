import type { StatusClient } from '@live-status/rest-client';
import type { Plugin } from 'graphql-yoga';

/** Answers /livez while the process runs, and /readyz with 200 or 503 by whether the upstream can be reached. */
export function useHealth(client: StatusClient): Plugin {
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return;
      if (url.pathname === '/livez') endResponse(fetchAPI.Response.json({ status: 'alive' }));
      if (url.pathname !== '/readyz') return;
      const ready = await isReachable(client, request.signal);
      endResponse(
        fetchAPI.Response.json({ status: ready ? 'ready' : 'not ready' }, { status: ready ? 200 : 503 }),
      );
    },
  };
}

async function isReachable(client: StatusClient, signal: AbortSignal): Promise<boolean> {
  try {
    await client.checkReachable({ signal });
    return true;
  } catch {
    return false;
  }
}
