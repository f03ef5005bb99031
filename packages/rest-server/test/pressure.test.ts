import { expect, onTestFinished, test, vi } from 'vitest';
import { parseDirectory } from '../src/index.ts';
import { statusPath } from './caller.ts';
import { getOnce, head, openConnection, type RawConnection } from './raw-connection.ts';
import { startServer } from './running-server.ts';

const SET = `${statusPath('doc')}/set`;
const JSON_BODY = 'content-type: application/json';

/** Writes a byte at a time, until the other side hangs up. */
function trickle({ socket }: RawConnection): void {
  const timer = setInterval(() => socket.write('x'), 20);
  socket.once('close', () => clearInterval(timer));
  onTestFinished(() => clearInterval(timer));
}

test.each([
  ['headers that never end', 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: '],
  ['a body that never ends', head('POST', SET, JSON_BODY, 'content-length: 60000')],
  ['chunks that never end', `${head('POST', SET, JSON_BODY, 'transfer-encoding: chunked')}ffff\r\n`],
])('%s, a byte at a time, ends with 408 and makes room for others', async (_, text) => {
  const { port, faults } = await startServer({ requestTimeoutMs: 200, maxConnections: 2 });
  const slow = await Promise.all([openConnection(port), openConnection(port)]);
  for (const connection of slow) {
    connection.socket.write(text);
    trickle(connection);
  }
  expect(await getOnce(port)).toBe('');
  for (const { received } of slow) expectProblem(await received, 408, 'REQUEST_TIMEOUT');
  expect(await getOnce(port)).toMatch(/^HTTP\/1\.1 200 /);
  expect(faults).toEqual([]);
});

test('who connects and sends nothing is cut off, and makes room for others', async () => {
  const { port } = await startServer({ requestTimeoutMs: 200, maxConnections: 1 });
  const { received } = await openConnection(port);
  expect(await getOnce(port)).toBe('');
  await received;
  expect(await getOnce(port)).toMatch(/^HTTP\/1\.1 200 /);
});

test('who asks and then does not read is cut off, and makes room for others', async () => {
  // More than the buffers between the two hold.
  const displayedName = '😀'.repeat(120);
  const users = Array.from({ length: 40_000 }, (_, index) => ({ username: `user ${index}`, displayedName }));
  const directory = parseDirectory({ coreServers: [{ slug: 'default', users }] });
  const { port, faults } = await startServer({ directory, requestTimeoutMs: 200, maxConnections: 1 });
  const { socket } = await openConnection(port);
  socket.pause();
  socket.write(head('GET', '/communication_manager/rest/live/coreServers/getByName/default/users'));
  expect(await getOnce(port)).toBe('');
  const answer = await vi.waitUntil(() => getOnce(port, statusPath('user 7')), { timeout: 10_000 });
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(faults).toEqual([]);
});

test('connections past the limit are closed at once; those within it are served', async () => {
  const { port } = await startServer({ maxConnections: 3 });
  const within = [await openConnection(port), await openConnection(port), await openConnection(port)];
  for (let further = 0; further < 20; further += 1) expect(await getOnce(port)).toBe('');
  for (const { socket, until } of within) {
    socket.write(head('GET', statusPath('doc')));
    expect(await until('"userCreated"')).toMatch(/^HTTP\/1\.1 200 /);
  }
  const [first] = within;
  first?.socket.end();
  await first?.received;
  expect(await vi.waitUntil(() => getOnce(port))).toMatch(/^HTTP\/1\.1 200 /);
});

const filler = 'x'.repeat(40_000);
test.each<[string, string, number, string]>([
  ['headers over the limit', head('GET', statusPath('doc'), `x-large: ${filler}`), 431, 'HEADERS_TOO_LARGE'],
  ['a path over the limit', head('GET', `/${filler}`), 431, 'HEADERS_TOO_LARGE'],
  ['what is not HTTP', '\u0016\u0003\u0001 not HTTP\r\n\r\n', 400, 'BAD_REQUEST'],
  ['a header with a line feed of its own', head('GET', '/', 'x: a\nb'), 400, 'BAD_REQUEST'],
  ['two lengths', head('POST', SET, 'content-length: 2', 'content-length: 3'), 400, 'BAD_REQUEST'],
  [
    'a length and chunks',
    head('POST', SET, JSON_BODY, 'content-length: 2', 'transfer-encoding: chunked'),
    400,
    'BAD_REQUEST',
  ],
  ['a length that is no number', head('POST', SET, JSON_BODY, 'content-length: 1e3'), 400, 'BAD_REQUEST'],
  [
    'a body announced over the limit',
    head('POST', SET, JSON_BODY, 'content-length: 999999999999'),
    413,
    'BODY_TOO_LARGE',
  ],
  [
    'chunks over the limit',
    `${head('POST', SET, JSON_BODY, 'transfer-encoding: chunked')}fffff\r\n${'x'.repeat(70_000)}`,
    413,
    'BODY_TOO_LARGE',
  ],
])('%s is answered as such, and the connection closed', async (_, text, status, code) => {
  const { port, faults } = await startServer();
  const { socket, received } = await openConnection(port);
  socket.write(text);
  expectProblem(await received, status, code);
  expect(await getOnce(port)).toMatch(/^HTTP\/1\.1 200 /);
  expect(faults).toEqual([]);
});

test('a body over a limit of its own is answered with 413', async () => {
  const { port } = await startServer({ maxBodyBytes: 10 });
  const { socket, received } = await openConnection(port);
  socket.write(`${head('POST', SET, JSON_BODY, 'content-length: 11')}{"name":""}`);
  expectProblem(await received, 413, 'BODY_TOO_LARGE');
});

test('callers that hang up in the middle harm nobody', async () => {
  const { port, faults } = await startServer();
  for (const text of [
    '',
    'GET',
    head('POST', SET, JSON_BODY, 'content-length: 9'),
    head('GET', statusPath('doc')),
  ]) {
    const { socket, received } = await openConnection(port);
    socket.write(text, () => socket.resetAndDestroy());
    await received;
  }
  expect(await getOnce(port)).toMatch(/^HTTP\/1\.1 200 /);
  expect(faults).toEqual([]);
});

function expectProblem(answer: string, status: number, code: string): void {
  const [first = '', ...rest] = answer.split('\r\n\r\n');
  expect(first).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
  expect(first).toMatch(/^content-type: application\/problem\+json(;|$)/im);
  expect(first).toMatch(/^connection: close$/im);
  expect(JSON.parse(rest.join('\r\n\r\n'))).toMatchObject({
    status,
    code,
    detail: expect.stringMatching(/./),
  });
}
