import { onTestFinished } from 'vitest';
import {
  createStatusServer,
  DEMO_CREDENTIALS,
  openStatusStore,
  type StatusServer,
  type StatusServerOptions,
} from '../src/index.ts';

/** A server that listens, and the faults of its own that it told of. */
export interface RunningServer {
  readonly server: StatusServer;
  readonly origin: string;
  readonly port: number;
  readonly faults: readonly unknown[];
}

/** Starts a server with the demo directory that keeps nothing; it is closed when the test is over. */
export async function startServer(options: Partial<StatusServerOptions> = {}): Promise<RunningServer> {
  const store = openStatusStore({ file: ':memory:' });
  const faults: unknown[] = [];
  const onError = (error: unknown) => void faults.push(error);
  const server = createStatusServer({ store, credentials: DEMO_CREDENTIALS, onError, ...options });
  onTestFinished(async () => {
    await server.close();
    store.close();
  });
  const { origin, port } = await server.listen({ port: 0 });
  return { server, origin, port, faults };
}
