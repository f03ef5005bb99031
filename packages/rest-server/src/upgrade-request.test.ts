import { expect, test } from 'vitest';
import { statusPath } from '../test/caller.ts';
import { EVENTS } from '../test/feed.ts';
import { getOnce, head, openConnection } from '../test/raw-connection.ts';
import { startServer } from '../test/running-server.ts';

const UPGRADE = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
const KEY = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';
const CLOSE = 'connection: close';

test.each([
  ['an upgrade', head('GET', EVENTS, ...UPGRADE, KEY), 101],
  ['an upgrade with a query', head('GET', `${EVENTS}?x=/y`, ...UPGRADE, KEY), 101],
  [
    'an upgrade in capitals',
    head('GET', EVENTS, ...UPGRADE, KEY)
      .toUpperCase()
      .replace(/^.*|AUTH.*/gm, keep),
    101,
  ],
  ['no upgrade', head('GET', EVENTS, CLOSE), 426],
  [
    'an upgrade that its connection does not name',
    head('GET', EVENTS, CLOSE, 'upgrade: websocket', KEY),
    426,
  ],
  ['HEAD', head('HEAD', EVENTS, CLOSE), 426],
  ['an upgrade of POST', head('POST', EVENTS, ...UPGRADE, KEY, 'content-length: 0'), 405],
  ['an upgrade of another path', head('GET', `${EVENTS}/`, ...UPGRADE, KEY), 404],
  ['an upgrade of an encoded path', head('GET', EVENTS.replace('event', '%65vent'), ...UPGRADE, KEY), 404],
])('%s is answered as such', async (_, text, status) => {
  const { port } = await startServer();
  const { socket, until } = await openConnection(port);
  socket.write(text);
  expect(await until('\r\n\r\n')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

/** The first line and the credentials stay in the case that they have. */
function keep(line: string): string {
  if (line.startsWith('GET')) return `GET ${EVENTS} HTTP/1.1`;
  return line.startsWith('AUTH') ? (/^auth.*$/m.exec(head('GET', '/'))?.[0] ?? '') : line;
}

test('an upgrade to another protocol is passed over, and the request answered', async () => {
  const { port } = await startServer();
  const { socket, until, received } = await openConnection(port);
  socket.write(head('GET', statusPath('doc'), 'connection: upgrade, http2-settings', 'upgrade: h2c'));
  expect(await until('"userCreated"')).toMatch(/^HTTP\/1\.1 200 /);
  socket.write(head('GET', statusPath('doc'), CLOSE));
  expect(await received).toMatch(/^HTTP\/1\.1 200 .*HTTP\/1\.1 200 /s);
});

test('an upgrade that is sent before an earlier request was answered takes nothing from its answer', async () => {
  const { port } = await startServer();
  const { socket, received } = await openConnection(port);
  const body = '{"name":"Lunch","type":"away"}';
  const headers = ['content-type: application/json', `content-length: ${body.length}`];
  socket.write(
    head('POST', `${statusPath('doc')}/set`, ...headers) + body + head('GET', EVENTS, ...UPGRADE, KEY),
  );
  expect(await received).toMatch(/^HTTP\/1\.1 204 .*HTTP\/1\.1 426 .*UPGRADE_REQUIRED/s);
  expect(await getOnce(port)).toContain('"Lunch"');
});

test('an upgrade behind a request that was answered is taken', async () => {
  const { port } = await startServer();
  const { socket, until } = await openConnection(port);
  socket.write(head('GET', statusPath('doc')));
  await until('"userCreated"');
  socket.write(head('GET', EVENTS, ...UPGRADE, KEY));
  expect(await until(' 101 ')).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});
