import { type Client, createClient } from 'graphql-ws';
import { pause } from './live-client-pause.ts';

/** A client that comes back for as long as it takes; the credentials are asked for anew each time. */
export function createSocketClient(
  url: string,
  credentials: () => Promise<{ Authorization?: string }> = async () => ({}),
): Client {
  let askedMs: number | undefined;
  return createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: credentials,
    retryAttempts: Number.POSITIVE_INFINITY,
    // Also where nobody listens: the gateway is being started again.
    shouldRetry: () => true,
    retryWait: (retries) => pause(retries, askedMs),
    on: {
      closed(event) {
        const asked = /^\{"retryAfterMs":(\d+)\}$/.exec(Object(event).reason)?.[1];
        askedMs = asked === undefined ? undefined : Number(asked);
      },
    },
  });
}
