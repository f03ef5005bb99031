import { join } from 'node:path';
import { spawnPinned } from '../processes.ts';
import type { LiveUpstream } from './measure-subject.ts';

const CREDENTIALS = { username: 'manager', password: 'secret' };

/** Starts the REST server with its feed. */
export async function startUpstream(folder: string): Promise<LiveUpstream & { stop(): Promise<void> }> {
  const program = new URL('../../dist/subjects/live/upstream.js', import.meta.url).pathname;
  const { username, password } = CREDENTIALS;
  const args = [program, join(folder, 'upstream.db'), username, password];
  const running = spawnPinned('upstream', process.execPath, args, { NODE_ENV: 'production' });
  const [own = '', front = ''] = (await running.firstLine()).split(' ');
  return {
    url: `http://127.0.0.1:${front}/communication_manager`,
    direct: `http://127.0.0.1:${own}/communication_manager`,
    ...CREDENTIALS,
    pid: running.pid,
    feeds: async () => JSON.parse(await (await fetch(`http://127.0.0.1:${front}/feeds`)).text()),
    stop: () => running.stop(),
  };
}
