import { expect, onTestFinished, test } from 'vitest';
import { AUTHORIZATION, get, set, statusPath } from '../test/caller.ts';
import { getOnce, head, openConnection } from '../test/raw-connection.ts';
import { startServer } from '../test/running-server.ts';
import { createStatusServer } from './create-status-server.ts';
import { DEMO_CREDENTIALS } from './demo-directory.ts';
import type { StatusStore } from './status-store.ts';

const LUNCH = { name: 'Lunch', type: 'away' } as const;
const broken: StatusStore = {
  get: () => undefined,
  set: () => {
    throw new Error('secret');
  },
  close: () => {},
};

test('without a directory it serves the demo', async () => {
  const { port } = await startServer();
  expect(await getOnce(port, statusPath('marty'))).toContain('"Available"');
});

test('the origin of an IPv6 address has brackets', async () => {
  const server = createStatusServer({ store: broken, credentials: DEMO_CREDENTIALS });
  onTestFinished(() => server.close());
  const { origin, host, port } = await server.listen({ host: '::1', port: 0 });
  expect({ origin, host }).toEqual({ origin: `http://[::1]:${port}`, host: '::1' });
  expect(await get(origin, 'doc')).toMatchObject({ status: 200 });
});

test('a port that is taken rejects', async () => {
  const { port } = await startServer();
  const second = createStatusServer({ store: broken, credentials: DEMO_CREDENTIALS });
  onTestFinished(() => second.close());
  await expect(second.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('a store that fails is answered with 500 and no reason, and told to the owner alone', async () => {
  const { origin, faults } = await startServer({ store: broken });
  const answer = await set(origin, 'doc', LUNCH);
  expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL_SERVER_ERROR' } });
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(faults).toEqual([expect.objectContaining({ message: 'secret' })]);
  const { origin: untold } = await startServer({ store: broken, onError: undefined });
  expect(await set(untold, 'doc', LUNCH)).toMatchObject({ status: 500 });
});

test.each([
  ['no body and no type', [], 415],
  ['no body but a type', ['content-type: application/json'], 412],
  ['an empty body', ['content-type: application/json', 'content-length: 0'], 412],
])('a set with %s is refused', async (_, headers, status) => {
  const { port } = await startServer();
  const { socket, received } = await openConnection(port);
  socket.write(head('POST', `${statusPath('doc')}/set`, 'connection: close', ...headers));
  expect(await received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

test.each(['*', '//', 'http://other.example/', '/?'])(
  'the request target %s names nothing: 404',
  async (path) => {
    const { port } = await startServer();
    expect(await getOnce(port, path)).toMatch(/^HTTP\/1\.1 404 /);
  },
);

test('a query changes nothing', async () => {
  const { port } = await startServer();
  expect(await getOnce(port, `${statusPath('doc')}?a/../b?c`)).toMatch(/^HTTP\/1\.1 200 /);
});

test('several requests written at once are answered in their order', async () => {
  const { port } = await startServer();
  const { socket, received } = await openConnection(port);
  const body = JSON.stringify(LUNCH);
  const headers = ['content-type: application/json', `content-length: ${body.length}`];
  socket.write(head('POST', `${statusPath('doc')}/set`, ...headers) + body);
  socket.write(head('GET', statusPath('doc'), 'connection: close'));
  expect(await received).toMatch(/^HTTP\/1\.1 204 .*HTTP\/1\.1 200 .*"name":/s);
});

test('close waits for what is under way, and cuts off what takes longer than 2 s', async () => {
  const { port, server } = await startServer();
  const idle = await openConnection(port);
  idle.socket.write(head('GET', statusPath('doc')));
  await idle.until('"userCreated"');
  const ending = await openConnection(port);
  const endless = await openConnection(port);
  const body = JSON.stringify(LUNCH);
  const start = head(
    'POST',
    `${statusPath('doc')}/set`,
    'content-type: application/json',
    `content-length: ${body.length}`,
  );
  for (const { socket } of [ending, endless]) socket.write(`${start}{`);
  await getOnce(port);
  const closed = server.close();
  await idle.received;
  ending.socket.write(body.slice(1));
  expect(await ending.until('HTTP/1.1')).toMatch(/^HTTP\/1\.1 204 /);
  expect(await endless.received).toBe('');
  await closed;
  await server.close();
});

test('credentials of its own are asked for, in a realm of its own', async () => {
  const { port } = await startServer({ credentials: { username: 'a', password: 'b' }, realm: 'Hill Valley' });
  const { socket, received } = await openConnection(port);
  socket.write(head('GET', statusPath('doc'), 'connection: close'));
  expect(await received).toMatch(/^HTTP\/1\.1 401 .*realm="Hill Valley"/s);
  const other = await openConnection(port);
  const right = `Basic ${Buffer.from('a:b').toString('base64')}`;
  other.socket.write(head('GET', statusPath('doc'), 'connection: close').replace(AUTHORIZATION, right));
  expect(await other.received).toMatch(/^HTTP\/1\.1 200 /);
});
