import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { HELP } from '../src/settings.ts';
import { get, set } from './caller.ts';
import { startCommand } from './command.ts';
import { closedDataFile, damaged, filesBeside } from './data-files.ts';
import { openConnection } from './raw-connection.ts';
import { temporaryFile, temporaryFolder, temporaryPath } from './temporary-folder.ts';

const LUNCH = { name: 'Lunch', type: 'away', note: 'At the diner', returnTime: 499_132_800 } as const;
const free = (...args: string[]) => ['--port', '0', '--data', temporaryPath(), ...args];

test('--help prints the help and ends', async () => {
  expect(await startCommand(['--help']).ended).toMatchObject({ code: 0, stdout: HELP, stderr: '' });
});

test.each<[string, () => readonly string[], RegExp]>([
  ['an unknown argument', () => ['--prot=1'], /^Unknown option '--prot' \(--help lists the options\)$/],
  ['an argument over lines', () => ['--data', '--port'], /^Option '--data' argument is ambiguous\..*$/],
  ['a bad port', () => ['--port', '99999'], /^--port: expected an integer from 0 to 65535, got "99999"\.$/],
  [
    'an address of another machine',
    () => free('--host=127.0.0.256'),
    /^--host: 127\.0\.0\.256 is no address of this machine\.$/,
  ],
  [
    'a directory file that is not there',
    () => free('--directory=/none'),
    /^--directory: expected a readable/,
  ],
  [
    'a directory file that is not JSON',
    () => free('--directory', temporaryFile('d.json', '{\n"coreServers":\n}')),
    /^--directory \S+d\.json: expected JSON; .+$/,
  ],
  [
    'a directory file with a fault',
    () => free('--directory', temporaryFile('d.json', '{"coreServers":[{"slug":".","users":[]}]}')),
    /^--directory \S+d\.json: coreServers\[0\]\.slug: expected a usable id or name: .+$/,
  ],
  [
    'a data file in a folder that is not there',
    () => ['--data', `${temporaryPath()}/x.db`],
    /^The data file \S+ cannot be opened or written: .+$/,
  ],
  ['a folder as data file', () => ['--data', temporaryFolder()], /^The data file \S+ cannot be opened .+$/],
  [
    'a data file of something else',
    () => ['--data', temporaryFile('x.db', 'text '.repeat(100))],
    /^The file \S+x\.db is not a data file of this server; name another\.$/,
  ],
])('%s ends it with 1 and one line that says why', async (_, args, line) => {
  const { code, stdout, stderr } = await startCommand(args()).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.split('\n')).toEqual([expect.stringMatching(line), '']);
});

test('a port that is taken ends it with 1 and one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await startCommand([`--port=${port}`, '--data', temporaryPath()]).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `--port: 127.0.0.1:${port} is in use by another program; name another port.\n`,
  });
});

test('a data file that another process has ends it with 1 and one line; the first goes on', async () => {
  const data = temporaryPath();
  const first = startCommand(['--port=0', '--data', data]);
  const origin = await first.origin;
  await set(origin, 'doc', LUNCH);
  const { code, stderr } = await startCommand(['--port=0', '--data', data]).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `The data file ${data} is in use by another process.\n`,
  });
  expect(await set(origin, 'marty', LUNCH)).toMatchObject({ status: 204 });
  expect(await get(origin, 'doc')).toMatchObject({ status: 200, body: LUNCH });
});

test('a damaged data file ends it with 1 and one line, and is left as it is', async () => {
  const data = damaged(closedDataFile(), (bytes) => bytes.fill(0x5a, 8192));
  const before = filesBeside(data);
  const { code, stderr } = await startCommand(['--port=0', '--data', data]).ended;
  expect(code).toBe(1);
  expect(stderr).toBe(`The data file ${data} is damaged; restore it from a copy, or name another.\n`);
  expect(filesBeside(data)).toEqual(before);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s stops it with 0, and a restart has the statuses',
  async (signal) => {
    const args = free();
    const first = startCommand(args);
    expect(await set(await first.origin, 'doc', LUNCH)).toMatchObject({ status: 204 });
    expect(await first.stop(signal)).toMatchObject({ code: 0, signal: null, stderr: '' });
    const second = startCommand(args);
    expect(await get(await second.origin, 'doc')).toMatchObject({ status: 200, body: LUNCH });
    expect(await second.stop(signal)).toMatchObject({ code: 0, stderr: '' });
  },
);

test('SIGTERM stops it even while a request never ends', async () => {
  const command = startCommand(free());
  const { socket, received } = await openConnection(Number(new URL(await command.origin).port));
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n');
  // Answered on another connection: by then the server has seen the first.
  await get(await command.origin, 'doc');
  expect(await command.stop('SIGTERM')).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(await received).toBe('');
});
