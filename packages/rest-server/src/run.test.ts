import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { get, set } from '../test/caller.ts';
import { temporaryPath } from '../test/temporary-folder.ts';
import { type CommandContext, run } from './run.ts';
import { HELP } from './settings.ts';

/** A command whose process is made of lists; it is told to stop once it printed where it listens, and that was used. */
function commandOf(args: readonly string[], use: (origin: string) => Promise<void> = async () => {}) {
  const stop = new AbortController();
  const printed: string[] = [];
  const complained: string[] = [];
  const context: CommandContext = {
    args,
    environment: {},
    print: (text) => {
      printed.push(text);
      void use(/http:[^ ]*?(?=\/comm)/.exec(text)?.[0] ?? '').finally(() => stop.abort());
    },
    complain: (text) => void complained.push(text),
    signal: stop.signal,
  };
  return { context, printed, complained, stop };
}

test('it says where the resource is, and ends with 0 when told to stop', async () => {
  const { context, printed, complained } = commandOf(['--port=0', '--data=:memory:']);
  expect(await run(context)).toBe(0);
  expect(printed).toEqual([
    expect.stringMatching(
      /^The live status resource is at http:\/\/127\.0\.0\.1:\d+\/communication_manager\/rest; /,
    ),
  ]);
  expect(complained).toEqual([]);
});

test('told to stop before it listens, it ends all the same', async () => {
  const { context, stop } = commandOf(['--port=0', '--data=:memory:', '--host=::1']);
  stop.abort();
  expect(await run(context)).toBe(0);
});

test('a fault of its own is told in a line, and it goes on', async () => {
  const data = temporaryPath();
  const statuses: number[] = [];
  const { context, complained } = commandOf(['--port=0', `--data=${data}`], async (origin) => {
    rmSync(data);
    statuses.push((await set(origin, 'doc', { name: 'Lunch', type: 'away' })).status);
    statuses.push((await get(origin, 'doc')).status);
  });
  expect(await run(context)).toBe(0);
  expect(statuses).toEqual([500, 200]);
  expect(complained).toEqual([
    `Fault: The data file ${data} was removed, replaced or cut while in use; start again.`,
  ]);
});

test('--help is printed', async () => {
  const { context, printed } = commandOf(['--help']);
  expect(await run(context)).toBe(0);
  expect(printed).toEqual([HELP]);
});

test.each<[string, () => string[], RegExp]>([
  ['an unknown option', () => ['--x'], /^Unknown option '--x'/],
  [
    'a data file that cannot be',
    () => ['--data', `${temporaryPath()}/x`],
    /^The data file .* cannot be opened/,
  ],
  ['a host that is no number', () => ['--host=127.0.0.256'], /^--host: 127\.0\.0\.256 is no address of this/],
])('%s ends it with 1 and a line', async (_, args, line) => {
  const { context, complained } = commandOf(['--port=0', '--data=:memory:', ...args()]);
  expect(await run(context)).toBe(1);
  expect(complained).toEqual([expect.stringMatching(line)]);
});

test('a port that is taken ends it with 1, and leaves the data file free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const data = `--data=${temporaryPath()}`;
  const taken = commandOf([`--port=${port}`, data]);
  expect(await run(taken.context)).toBe(1);
  expect(taken.complained).toEqual([
    `--port: 127.0.0.1:${port} is in use by another program; name another port.`,
  ]);
  expect(await run(commandOf(['--port=0', data]).context)).toBe(0);
});
