import { isStatusError } from '@live-status/domain';
import type { StatusClient } from '@live-status/rest-client';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../logger.ts';

/** So long one answer of the upstream counts for everybody who asks. */
const FRESH_MS = 1000;

/**
 * Answers /livez while the process runs, and /readyz with 200 only while the upstream can be reached, the breaker is not
 * open and the gateway is not stopping. Strangers learn no more than that; why it changed is in the log.
 */
export function useHealth(client: StatusClient, isStopping: () => boolean, log: Logger): Plugin {
  const why = createReadiness(client, isStopping, log);
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return;
      if (url.pathname === '/livez') endResponse(fetchAPI.Response.json({ status: 'alive' }));
      if (url.pathname !== '/readyz') return;
      const isReady = (await why()) === undefined;
      const status = isReady ? 'ready' : 'not ready';
      endResponse(fetchAPI.Response.json({ status }, { status: isReady ? 200 : 503 }));
    },
  };
}

/** Why the gateway is not ready; undefined where it is. Probes at the same time, or shortly after, share one check. */
function createReadiness(client: StatusClient, isStopping: () => boolean, log: Logger) {
  let check: { readonly at: number; readonly result: Promise<string | undefined> } | undefined;
  let known: string | undefined;

  const reach = async (): Promise<string | undefined> => {
    if (client.breakerState === 'open') return 'the breaker is open';
    try {
      await client.checkReachable();
      return undefined;
    } catch (error) {
      // A sentence of the table of errors: it says what to do, for a certificate for example, and holds no address.
      return isStatusError(error) ? error.message : 'The upstream cannot be reached.';
    }
  };

  return async (): Promise<string | undefined> => {
    if (check === undefined || Date.now() - check.at > FRESH_MS) check = { at: Date.now(), result: reach() };
    const reason = isStopping() ? 'the gateway is stopping' : await check.result;
    if (reason !== known) log.warn({ reason }, reason === undefined ? 'ready again' : 'not ready');
    known = reason;
    return reason;
  };
}
