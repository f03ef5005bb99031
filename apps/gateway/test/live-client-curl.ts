import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { clientsPageBlock } from './clients-page.ts';
import { type Picture, WATCH_AFTER } from './live-client-picture.ts';
import { WATCHED } from './live-client-upstream.ts';
import { temporaryFolder } from './running.ts';

/** Runs the script of docs/clients.md; what it gives ends it. */
export function watchByCurl(url: string, picture: Picture): () => void {
  const folder = temporaryFolder();
  const variables = { users: WATCHED.map((username) => ({ username })) };
  writeFileSync(join(folder.path, 'subscription.json'), JSON.stringify({ query: WATCH_AFTER, variables }));
  // A group of its own, so that curl ends with its shell.
  const shell = spawn('sh', ['-c', clientsPageBlock('watch.sh', 'sh')], {
    cwd: folder.path,
    // biome-ignore lint/style/noProcessEnv: a command inherits the path to its tools.
    env: { ...process.env, LIVE_STATUS: url },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  createInterface(shell.stdout).on('line', (line) => picture.take(JSON.parse(line)));
  return () => {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    folder[Symbol.dispose]();
  };
}
