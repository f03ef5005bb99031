import { expect, test } from 'vitest';
import { temporaryFile } from '../test/temporary-folder.ts';
import { DEMO_CREDENTIALS, DEMO_DIRECTORY } from './demo-directory.ts';
import { readSettings, SettingsError } from './settings.ts';

const CREDENTIALS = { LIVE_STATUS_USERNAME: 'api', LIVE_STATUS_PASSWORD: 's3cret' };

function faultsOf(args: readonly string[], environment = {}): readonly string[] {
  try {
    readSettings(args, environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
}

test('without arguments it is the demo, on loopback', () => {
  expect(readSettings([], {})).toEqual({
    help: false,
    host: '127.0.0.1',
    port: 58_080,
    file: 'live-status.db',
    directory: DEMO_DIRECTORY,
    credentials: DEMO_CREDENTIALS,
  });
});

test('every option is taken, either way it is written', () => {
  const file = temporaryFile('directory.json', '{"coreServers":[{"slug":"hq","users":[]}]}');
  const args = ['--host=::1', '--port', '0', '--data', 'x.db', `--directory=${file}`];
  expect(readSettings(args, CREDENTIALS)).toMatchObject({
    host: '::1',
    port: 0,
    file: 'x.db',
    directory: { coreServers: [{ slug: 'hq' }] },
    credentials: { username: 'api', password: 's3cret' },
  });
});

test('a password file goes before the password, without its line break', () => {
  const LIVE_STATUS_PASSWORD_FILE = temporaryFile('password', ' from file \r\n');
  const { credentials } = readSettings([], { ...CREDENTIALS, LIVE_STATUS_PASSWORD_FILE });
  expect(credentials).toEqual({ username: 'api', password: ' from file' });
});

test.each([['localhost'], ['::1'], ['127.0.0.1'], ['127.1.2.3']])(
  '%s may have the demo credentials',
  (host) => {
    expect(readSettings(['--host', host], {}).credentials).toBe(DEMO_CREDENTIALS);
  },
);

test.each([['0.0.0.0'], ['::'], ['127.0.0.1.example.org'], ['10.0.0.1']])(
  '%s asks for credentials of its own, and is taken with them',
  (host) => {
    expect(faultsOf(['--host', host])).toEqual([
      `--host ${host}: the demo's credentials are for loopback addresses only; set LIVE_STATUS_USERNAME and LIVE_STATUS_PASSWORD.`,
    ]);
    expect(readSettings(['--host', host], CREDENTIALS)).toMatchObject({ host });
  },
);

test('help is given whatever else is wrong', () => {
  expect(readSettings(['--help', '--port', 'x'], {})).toMatchObject({ help: true });
});

const BOTH =
  'LIVE_STATUS_USERNAME and LIVE_STATUS_PASSWORD: expected both, not empty, no colon in the username.';
test.each<[string, readonly string[], object, string | RegExp]>([
  ['an unknown option', ['--foo'], {}, "Unknown option '--foo' (--help lists the options)"],
  ['an unknown option over two lines', ['--a\nb'], {}, /^Unknown option '--a b'/],
  ['a word', ['start'], {}, /^Unexpected argument 'start'/],
  ['an option without its value', ['--port'], {}, /^Option '--port <value>' argument missing/],
  [
    'an option for a value',
    ['--port', '--data'],
    {},
    /^Option '--port' argument is ambiguous\. Did you forget/,
  ],
  ['an empty host', ['--host', ''], {}, '--host: expected a name, got "".'],
  ['an empty data file', ['--data', ' '], {}, '--data: expected a name, got " ".'],
  [
    'a directory that is not there',
    ['--directory', '/x/y'],
    {},
    /^--directory: expected a readable file, got \/x\/y \(ENOENT\)\.$/,
  ],
  ['a directory that is a folder', ['--directory', '/'], {}, /^--directory: .* \(EISDIR\)\.$/],
  [
    'a password file that is not there',
    [],
    { ...CREDENTIALS, LIVE_STATUS_PASSWORD_FILE: '/x' },
    /^LIVE_STATUS_PASSWORD_FILE: expected a readable file, got \/x/,
  ],
  ['a username alone', [], { LIVE_STATUS_USERNAME: 'api' }, BOTH],
  ['a password alone', [], { LIVE_STATUS_PASSWORD: 's3cret' }, BOTH],
  ['an empty password', [], { ...CREDENTIALS, LIVE_STATUS_PASSWORD: '' }, BOTH],
  ['an empty username', [], { ...CREDENTIALS, LIVE_STATUS_USERNAME: '' }, BOTH],
  ['a colon in the username', [], { ...CREDENTIALS, LIVE_STATUS_USERNAME: 'a:b' }, BOTH],
])('%s is refused in one line', (_, args, environment, fault) => {
  const faults = faultsOf(args, environment);
  expect(faults).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)]);
  expect(faults.join('')).not.toMatch(/\n|s3cret/);
});

test.each(['', ' ', '-1', '1.5', '65536', '0x50', '1e3', 'http', '８０'])(
  'the port %j is refused',
  (port) => {
    expect(faultsOf([`--port=${port}`])).toEqual([
      `--port: expected an integer from 0 to 65535, got ${JSON.stringify(port)}.`,
    ]);
  },
);

test.each([
  ['what is not JSON', '{\n "a": [\n 1,,\n2]}', [/^--directory \S+: expected JSON; Unexpected token.*\.$/]],
  ['an empty file', '', [/^--directory \S+: expected JSON; Unexpected end of JSON input\.$/]],
  [
    'a directory with two faults',
    '{"coreServers":[{"slug":"","users":7}]}',
    [/^--directory \S+: coreServers\[0\]\.slug: .*\.$/, /^--directory \S+: coreServers\[0\]\.users: .*\.$/],
  ],
])('%s is refused with a line for every fault', (_, content, faults) => {
  const file = temporaryFile('directory.json', content);
  expect(faultsOf(['--directory', file])).toEqual(faults.map((fault) => expect.stringMatching(fault)));
});

test('faults of all kinds are told at once, a line each', () => {
  const args = ['--host=0.0.0.0', '--port=x', '--data=', '--directory=/x'];
  expect(faultsOf(args).map((fault) => fault.split(/[: ]/, 1)[0])).toEqual([
    '--port',
    '--data',
    '--directory',
    '--host',
  ]);
});
