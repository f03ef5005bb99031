import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UpgradeRefused } from '@live-status/rest-contract';
import { expect, onTestFinished, test } from 'vitest';
import { AUTHORIZATION, statusPath } from '../test/caller.ts';
import { EVENTS, openReader } from '../test/feed.ts';
import { getOnce, head, openConnection } from '../test/raw-connection.ts';
import { startServer } from '../test/running-server.ts';
import { acceptReaders } from './accept-readers.ts';
import { createEventFeed } from './event-feed.ts';

const UPGRADE = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
const upgrade = (...more: readonly string[]) =>
  head('GET', EVENTS, ...UPGRADE, 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', ...more);

async function startFeed({ maxReaders = 10, closeTimeoutMs = 2000 } = {}) {
  const server = createServer((_, response) => response.end('plain'));
  const feed = createEventFeed({ pingIntervalMs: 10_000, maxUnsentBytes: 1_000_000_000, onCount: () => {} });
  const readers = acceptReaders(server, { feed, authenticate: () => {}, maxReaders, closeTimeoutMs });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    readers.cut();
    server.close();
  });
  return { server, feed, readers, port: (server.address() as AddressInfo).port };
}

test('readers past the bound are refused with 503 until one has left', async () => {
  const { port } = await startServer({ maxReaders: 2 });
  const [first] = [await openReader(port), await openReader(port)];
  const { socket, received } = await openConnection(port);
  socket.write(upgrade());
  const answer = await received;
  expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n.*retry-after: 10\r\n.*"OVERLOADED"/s);
  first?.socket.destroy();
  const isRefused = () =>
    openReader(port).then(
      () => false,
      (error) => error instanceof UpgradeRefused,
    );
  // The server sees a moment later that the first has left.
  while (await isRefused());
});

test('readers take no connection from anybody else', async () => {
  const { port } = await startServer({ maxConnections: 2 });
  for (let count = 0; count < 5; count += 1) await openReader(port);
  const [one, other] = [await openConnection(port), await openConnection(port)];
  expect(await getOnce(port)).toBe('');
  for (const { socket, until } of [one, other]) {
    socket.write(head('GET', statusPath('doc')));
    expect(await until('"userCreated"')).toMatch(/^HTTP\/1\.1 200 /);
  }
});

test('where Node does not ask which requests are upgrades, others are refused as what they are', async () => {
  const { port } = await startFeed();
  for (const text of [upgrade().replace(EVENTS, '/'), upgrade().replace('websocket', 'h2c')]) {
    const { socket, received } = await openConnection(port);
    socket.write(text);
    expect(await received).toMatch(/^HTTP\/1\.1 400 .*"BAD_REQUEST"/s);
  }
});

test('once the feed closes, nobody is let in any more', async () => {
  const { port, readers } = await startFeed();
  const reader = await openReader(port);
  readers.close();
  expect(await reader.closed).toBe(1001);
  await expect(openReader(port)).rejects.toMatchObject({ status: 503 });
});

test.each([
  ['refused', 'nonsense'],
  ['let in', 'dGhlIHNhbXBsZSBub25jZQ=='],
])('one who is %s and hangs up at once harms nobody', async (_, key) => {
  const { port, feed } = await startFeed();
  for (let count = 0; count < 20; count += 1) {
    const { socket, received } = await openConnection(port);
    socket.write(upgrade().replace('dGhlIHNhbXBsZSBub25jZQ==', key), () => socket.resetAndDestroy());
    await received;
  }
  const reader = await openReader(port);
  await reader.settle();
  expect(feed.count).toBeGreaterThan(0);
});

test('what one who is refused still sends is dropped, and the answer arrives', async () => {
  const { port } = await startFeed({ maxReaders: 0 });
  const { socket, received } = await openConnection(port);
  socket.write(upgrade() + 'x'.repeat(1_000_000));
  expect(await received).toMatch(/^HTTP\/1\.1 503 .*\}$/s);
});

test('a reader who has said all it says, and does not read what is left, is not waited for', async () => {
  const { server, port, feed } = await startFeed({ closeTimeoutMs: 1 });
  const [accepted, reader] = await Promise.all([once(server, 'upgrade'), openReader(port)]);
  reader.socket.pause();
  const [, socket] = accepted;
  const event = { text: Buffer.alloc(100_000, ' '), properties: new Map<string, string>() };
  while (socket.writableLength === 0) feed.publish(() => event);
  const closed = once(socket, 'close');
  reader.socket.end();
  await closed;
  expect(feed.count).toBe(0);
});

test('a reader that does not answer a goodbye is cut off', async () => {
  const { server, port, readers } = await startFeed({ closeTimeoutMs: 1 });
  const [accepted] = await Promise.all([once(server, 'upgrade'), openReader(port).then(pause)]);
  const [, socket] = accepted;
  const closed = once(socket, 'close');
  readers.close();
  await closed;
});

const pause = ({ socket }: Awaited<ReturnType<typeof openReader>>) => void socket.pause();

test('permessage-deflate is not spoken, however much it is asked for', async () => {
  const { port } = await startServer();
  const { socket, until } = await openConnection(port);
  socket.write(upgrade('sec-websocket-extensions: permessage-deflate'));
  const answer = await until('\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  expect(answer).not.toMatch(/extensions/i);
  expect(upgrade()).toContain(AUTHORIZATION);
});
