import { expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';

const GOOD = {
  CONTRACT_BASE_URL: 'https://pbx.example:55050/communication_manager',
  CONTRACT_USERNAME: 'manager',
  CONTRACT_PASSWORD: 's3cret',
  CONTRACT_CORE_SERVER: 'office',
  CONTRACT_CORE_SERVER_ID: 'c1',
  CONTRACT_USER: 'ann',
  CONTRACT_USER_ID: 'u1',
};

const files = new Map([
  ['password.txt', 's3cret\n'],
  ['empty.txt', '\n'],
]);

function readFile(file: string): string {
  const text = files.get(file);
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return text;
}

const parse = (environment: Readonly<Record<string, string | undefined>>) =>
  parseSettings({ environment: { ...GOOD, HOME: '/home/ann', ...environment }, readFile });

test('the variables name a server that is only read, and held to the vendor alone', () => {
  expect(parse({})).toEqual({
    ok: true,
    settings: {
      base: { origin: 'https://pbx.example:55050', root: '/communication_manager/rest' },
      credentials: { username: 'manager', password: 's3cret' },
      coreServer: { slug: 'office', id: 'c1' },
      user: { username: 'ann', id: 'u1' },
      otherUser: undefined,
      unlicensedUser: undefined,
      allowWrites: false,
      strict: false,
    },
  });
});

test.each([
  ['http://localhost:58080/communication_manager', '/communication_manager/rest'],
  ['http://localhost:58080/communication_manager/rest', '/communication_manager/rest'],
  ['http://localhost:58080/communication_manager/rest/', '/communication_manager/rest'],
  ['http://proxy.example/pbx/communication_manager/', '/pbx/communication_manager/rest'],
])('PATH-1 the base URL %s leads to %s', (url, root) => {
  expect(parse({ CONTRACT_BASE_URL: url })).toMatchObject({ settings: { base: { root } } });
});

test('the password may stand in a file', () => {
  const parsed = parse({ CONTRACT_PASSWORD: undefined, CONTRACT_PASSWORD_FILE: 'password.txt' });
  expect(parsed).toMatchObject({ settings: { credentials: { password: 's3cret' } } });
});

const URL_EXPECTED =
  'CONTRACT_BASE_URL: expected an http or https URL that ends in /communication_manager or /communication_manager/rest, got';

test.each([
  [{ CONTRACT_BASE_URL: 'pbx' }, `${URL_EXPECTED} what is no URL.`],
  [{ CONTRACT_BASE_URL: 'ftp://pbx/communication_manager' }, `${URL_EXPECTED} the scheme ftp:.`],
  [{ CONTRACT_BASE_URL: 'http://pbx/rest' }, `${URL_EXPECTED} the path /rest.`],
  [
    { CONTRACT_BASE_URL: 'http://pbx/communication_manager?x' },
    `${URL_EXPECTED} one with a query or fragment.`,
  ],
  [
    { CONTRACT_BASE_URL: 'http://me:s3cret@pbx/communication_manager' },
    `${URL_EXPECTED} one with credentials in it; name them in their own variables.`,
  ],
  [{ CONTRACT_USERNAME: 'a:b' }, 'CONTRACT_USERNAME: expected no colon in it, got one.'],
  [{ CONTRACT_PASSWORD: '' }, 'CONTRACT_PASSWORD: expected it or CONTRACT_PASSWORD_FILE, got neither.'],
  [
    { CONTRACT_PASSWORD_FILE: 'password.txt' },
    'CONTRACT_PASSWORD: expected it or CONTRACT_PASSWORD_FILE, got both.',
  ],
  [
    { CONTRACT_PASSWORD: undefined, CONTRACT_PASSWORD_FILE: 'nothing.txt' },
    'CONTRACT_PASSWORD_FILE: expected a readable file, got "nothing.txt" (ENOENT).',
  ],
  [
    { CONTRACT_PASSWORD: undefined, CONTRACT_PASSWORD_FILE: 'empty.txt' },
    'CONTRACT_PASSWORD_FILE: expected a password in empty.txt, got an empty file.',
  ],
  [{ CONTRACT_OTHER_USER: 'ann' }, 'CONTRACT_OTHER_USER: expected somebody else, got "ann" again.'],
  [{ CONTRACT_UNLICENSED_USER: 'ann' }, 'CONTRACT_UNLICENSED_USER: expected somebody else, got "ann" again.'],
  [{ CONTRACT_ALLOW_WRITES: 'yes' }, 'CONTRACT_ALLOW_WRITES: expected 1, 0 or nothing, got "yes".'],
  [{ CONTRACT_WRITES: '1' }, 'CONTRACT_WRITES: expected one of the names that --help lists, got another.'],
])('%j is refused', (environment, problem) => {
  expect(parse(environment)).toEqual({ ok: false, problems: [problem] });
});

test('every problem is told at once, by name', () => {
  const parsed = parseSettings({ environment: { CONTRACT_STRICT: 'on' }, readFile });
  const problems = parsed.ok ? [] : parsed.problems;
  expect(problems.map((problem) => problem.split(':', 1)[0])).toEqual([
    'CONTRACT_BASE_URL',
    'CONTRACT_USERNAME',
    'CONTRACT_PASSWORD',
    'CONTRACT_CORE_SERVER',
    'CONTRACT_CORE_SERVER_ID',
    'CONTRACT_USER',
    'CONTRACT_USER_ID',
    'CONTRACT_STRICT',
  ]);
});
