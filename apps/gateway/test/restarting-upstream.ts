import { randomUUID } from 'node:crypto';
import {
  createStatusServer,
  DEMO_CREDENTIALS,
  openStatusStore,
  parseDirectory,
  type StatusServer,
} from '@live-status/rest-server';

/** A REST server that forgets its ids, and all else, when it restarts (clause ID-1). */
export interface RestartingUpstream extends AsyncDisposable {
  /** The gateway's variables for it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The live id that a user has at the moment. */
  idOf(username: string): string;
  restart(): Promise<void>;
}

/** Starts one whose core server `default` has these users. */
export async function startRestartingUpstream(usernames: readonly string[]): Promise<RestartingUpstream> {
  let ids = new Map<string, string>();
  const start = async (port: number): Promise<StatusServer & { readonly port: number }> => {
    ids = new Map(usernames.map((username) => [username, randomUUID()]));
    const users = usernames.map((username) => ({ username, id: ids.get(username) }));
    const directory = parseDirectory({ coreServers: [{ slug: 'default', users }] });
    const store = openStatusStore({ file: ':memory:' });
    const server = createStatusServer({ directory, store, credentials: DEMO_CREDENTIALS });
    return Object.assign(server, { port: (await server.listen({ port })).port });
  };
  let server = await start(0);
  const { port } = server;
  return {
    environment: {
      UPSTREAM_URL: `http://127.0.0.1:${port}/communication_manager`,
      UPSTREAM_AUTH: 'service',
      UPSTREAM_USERNAME: DEMO_CREDENTIALS.username,
      UPSTREAM_PASSWORD: DEMO_CREDENTIALS.password,
    },
    idOf: (username) => ids.get(username) ?? 'nobody',
    async restart() {
      await server.close();
      server = await start(port);
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
