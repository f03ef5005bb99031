import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ParsedSettings } from './parse-settings.ts';
import { run } from './run.ts';

const PASSWORD = 's3cret-and-long';

function settingsFor(origin: string): ParsedSettings {
  const settings = {
    base: { origin, root: '/communication_manager/rest' },
    credentials: { username: 'manager', password: PASSWORD },
    coreServer: { slug: 'office', id: 'c1' },
    user: { username: 'ann', id: 'u1' },
    otherUser: undefined,
    unlicensedUser: undefined,
    allowWrites: true,
    strict: false,
  };
  return { ok: true, settings };
}

async function complaintAbout(parsed: ParsedSettings): Promise<string> {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  const code = await run({ args: [], read: () => parsed, print: write, complain: write });
  expect(code).toBe(2);
  expect(written.join().includes(PASSWORD)).toBe(false);
  return written.join('\n');
}

async function listen(answer: (path: string, response: ServerResponse) => void): Promise<string> {
  const methods = new Set<string | undefined>();
  const server = createServer(({ method, url = '' }, response) => {
    methods.add(method);
    answer(url, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect([...methods].filter((method) => method !== 'GET')).toEqual([]);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const STATUS = {
  configurationId: 'c',
  name: 'Away',
  type: 'away',
  note: '',
  returnTime: -1,
  userCreated: false,
};

const answers: readonly (readonly [string, (path: string, response: ServerResponse) => void, RegExp])[] = [
  ['401', (_, response) => response.writeHead(401).end(), /expected 200, got 401: CONTRACT_USERNAME and/],
  ['403', (_, response) => response.writeHead(403).end(), /got 403: the user is not licensed\/full/],
  [
    '404',
    (_, response) => response.writeHead(404).end(),
    /got 404: the core server or the user is not known/,
  ],
  ['500', (_, response) => response.writeHead(500).end(), /The status of ann: expected 200, got 500\./],
  [
    '302',
    (_, response) =>
      response.writeHead(302, { location: `https://a:${PASSWORD}@pbx.example:55050/x?y` }).end(),
    /got 302: it sends its callers to https:\/\/pbx\.example:55050\/x; that is not followed/,
  ],
  ['HTML', (_, response) => response.end('<html>'), /expected a representation \(REP-1\), got another/],
  ['a hang-up', (_, response) => response.destroy(), /expected a server at http:\/\/127\.0\.0\.1:\d+, got/],
  [
    'another user by id',
    (path, response) => response.end(JSON.stringify({ ...STATUS, id: path.includes('/u1/') ? 's1' : 's2' })),
    /CONTRACT_USER and CONTRACT_USER_ID: expected one user, got two/,
  ],
  [
    'another id in the directory',
    (path, response) => response.end(JSON.stringify(path.endsWith('/status') ? STATUS : { id: 'u2' })),
    /CONTRACT_USER and CONTRACT_USER_ID: expected one user, got two/,
  ],
];

test.each(answers)(
  'a server that answers %s is not checked, and the reason is told',
  async (_, answer, told) => {
    expect(await complaintAbout(settingsFor(await listen(answer)))).toMatch(told);
  },
);

test('a server that is not there is told', async () => {
  expect(await complaintAbout(settingsFor('http://127.0.0.1:1'))).toMatch(
    /CONTRACT_BASE_URL: expected a server at http:\/\/127\.0\.0\.1:1, got .*ECONNREFUSED/,
  );
});

test('a server that does not speak TLS is told', async () => {
  const origin = await listen((_, response) => response.end());
  const told = await complaintAbout(settingsFor(origin.replace('http:', 'https:')));
  expect(told).toMatch(/CONTRACT_BASE_URL: expected a server at https:.*, got .*(SSL|EPROTO)/);
});

test('every problem of the variables is told', async () => {
  const told = await complaintAbout({ ok: false, problems: ['A: first.', 'B: second.'] });
  expect(told).toBe('A: first.\nB: second.\n--help lists the variables.');
});
