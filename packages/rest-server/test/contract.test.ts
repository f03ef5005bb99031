import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeContract } from '@live-status/rest-contract';
import { createStatusServer, DEMO_CREDENTIALS, DEMO_DIRECTORY, openStatusStore } from '../src/index.ts';

async function start(file: string) {
  const store = openStatusStore({ file });
  const server = createStatusServer({ directory: DEMO_DIRECTORY, store, credentials: DEMO_CREDENTIALS });
  const { origin } = await server.listen({ host: '127.0.0.1', port: 0 });
  const close = async () => {
    await server.close();
    store.close();
  };
  return { origin, close };
}

describeContract('the embedded server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'live-status-'));
  const file = join(folder, 'status.db');
  let running = await start(file);
  return {
    get origin() {
      return running.origin;
    },
    credentials: DEMO_CREDENTIALS,
    async restart() {
      await running.close();
      running = await start(file);
    },
    async close() {
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
