import {
  createStatusServer,
  DEMO_CREDENTIALS,
  openStatusStore,
  parseDirectory,
  type StatusStore,
} from '@live-status/rest-server';
import type { Environment } from '../src/index.ts';

/** A REST server with a directory of a test's own. */
export interface RestUpstream extends AsyncDisposable {
  readonly port: number;
  readonly store: StatusStore;
  /** The variables that lead a gateway there. */
  readonly variables: Environment;
}

/** The variables that lead a gateway to an origin, with credentials of its own. */
export const upstreamAt = (origin: string): Environment => ({
  UPSTREAM_URL: `${origin}/communication_manager`,
  UPSTREAM_AUTH: 'service',
  UPSTREAM_USERNAME: DEMO_CREDENTIALS.username,
  UPSTREAM_PASSWORD: DEMO_CREDENTIALS.password,
});

/** Starts one whose statuses are nowhere but in memory, on any free port unless given. */
export async function startRestUpstream(directory: unknown, port = 0): Promise<RestUpstream> {
  const store = openStatusStore({ file: ':memory:' });
  const credentials = DEMO_CREDENTIALS;
  const server = createStatusServer({ directory: parseDirectory(directory), store, credentials });
  const listening = await server.listen({ port });
  return {
    port: listening.port,
    store,
    variables: upstreamAt(listening.origin),
    async [Symbol.asyncDispose]() {
      await server.close();
      store.close();
    },
  };
}
