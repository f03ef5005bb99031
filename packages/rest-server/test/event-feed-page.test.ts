import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { set } from './caller.ts';
import { startServer } from './running-server.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/event-feed.md'), 'utf8');
const block = (language: string) =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? '';

const BACK_IN_TIME = { name: 'Went back in time', type: 'away', note: 'Tell Doc Brown' } as const;

test('the program of docs/event-feed.md prints the event that the page shows', async () => {
  const { port, origin } = await startServer();
  const program = block('js').replace(':58080', `:${port}`);
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stderr.pipe(process.stderr);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const hasPrinted = once(child.stdout, 'data');
  // Nobody but the program knows when it has connected.
  while (printed === '') {
    await set(origin, 'marty', { ...BACK_IN_TIME, returnTime: 499132800 });
    if (child.exitCode !== null) break;
  }
  await hasPrinted;
  const [line = ''] = printed.split('\n');
  expect(line.replace(/"time":\d+/, '')).toBe(
    block('json')
      .trim()
      .replace(/"time":\d+/, ''),
  );
});
