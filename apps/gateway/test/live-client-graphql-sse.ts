import { type Client, createClient } from 'graphql-sse';
import { pause } from './live-client-pause.ts';

/** A client that comes back for as long as it takes; the credentials are asked for anew each time. */
export const createStreamClient = <Single extends boolean = false>(
  url: string,
  credentials: () => Promise<Record<string, string>> = async () => ({}),
  singleConnection?: Single,
): Client<Single> =>
  createClient<Single>({
    url,
    headers: credentials,
    ...(singleConnection === undefined ? {} : { singleConnection }),
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: (retries) => pause(retries),
  });
