import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { CERTIFICATES, tlsOf } from '../../test/certificates.ts';
import { createManualClock } from '../../test/manual-clock.ts';
import { type EventFeedOptions, type FeedListener, openEventFeed } from './event-feed.ts';

const PATIENT = { timeout: 60_000, interval: 2 };
const PING_EVERY_MS = 5000;

/** A feed of a server that answers no ping by itself, and what was told of it. */
async function connect(options: Partial<EventFeedOptions> = {}, isSecure = false, onEvent = () => {}) {
  const server = isSecure ? createTlsServer(tlsOf('localhost')) : createServer();
  const protocol = new WebSocketServer({ server, autoPong: false });
  const requests: IncomingMessage[] = [];
  const pings: Buffer[] = [];
  const sockets: Duplex[] = [];
  server.on('upgrade', (_request, socket) => sockets.push(socket));
  protocol.on('connection', (reader, request) => {
    requests.push(request);
    reader.on('ping', (payload) => pings.push(payload));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const clock = createManualClock();
  const told: unknown[] = [];
  const listener: FeedListener = {
    onOpen: () => told.push('open'),
    onEvent(event) {
      told.push(event);
      onEvent();
    },
    onBarrier: (number) => told.push(number),
    onEnd: (end) => told.push(end),
  };
  const feed = openEventFeed(
    {
      url: `${isSecure ? 'wss' : 'ws'}://127.0.0.1:${port}/communication_manager/ws/event`,
      authorization: undefined,
      ca: isSecure ? CERTIFICATES.localhost : undefined,
      timeoutMs: 60_000,
      pingEveryMs: PING_EVERY_MS,
      clock,
      ...options,
    },
    listener,
  );
  const reader = async (): Promise<WebSocket> => {
    await expect.poll(() => told[0], PATIENT).toBe('open');
    const [only] = protocol.clients;
    if (only === undefined) throw new Error('nobody has connected');
    return only;
  };
  return {
    feed,
    clock,
    told,
    pings,
    requests,
    sockets,
    reader,
    async [Symbol.asyncDispose]() {
      feed.close();
      server.close();
      server.closeAllConnections();
      for (const one of protocol.clients) one.terminate();
      await once(server, 'close');
    },
  };
}

const LOST = { kind: 'lost', error: { code: 'UPSTREAM_CONNECTION_LOST' } };

test('EVT-1 the credentials go in a header, and never in the URL', async () => {
  await using it = await connect({ authorization: 'Basic eDp5' });
  await it.reader();
  expect(it.requests[0]).toMatchObject({
    url: '/communication_manager/ws/event',
    headers: { authorization: 'Basic eDp5' },
  });
});

test('a feed over TLS is believed by the authority that was given, and by no other', async () => {
  await using it = await connect({}, true);
  await it.reader();
  await using other = await connect({ ca: CERTIFICATES.elsewhere }, true);
  await expect
    .poll(() => other.told, PATIENT)
    .toMatchObject([{ kind: 'lost', error: { code: 'UPSTREAM_UNREACHABLE' } }]);
});

test('EVT-4 a connection on which nothing comes is given up within three pings', async () => {
  await using it = await connect();
  await it.reader();
  for (const count of [1, 2]) {
    it.clock.pass(PING_EVERY_MS);
    await expect.poll(() => it.pings.length, PATIENT).toBe(count);
    expect(it.told).toEqual(['open']);
  }
  it.clock.pass(PING_EVERY_MS);
  expect(it.told).toMatchObject(['open', LOST]);
  expect(it.clock.pending()).toBe(0);
});

test.each<[string, (reader: WebSocket) => void]>([
  ['an answer to a ping', (reader) => reader.pong('anything')],
  ['a ping', (reader) => reader.ping()],
  ['an event', (reader) => reader.send('{}')],
])('%s shows that a connection is alive', async (_, show) => {
  await using it = await connect();
  const reader = await it.reader();
  for (let round = 1; round <= 5; round += 1) {
    it.clock.pass(2 * PING_EVERY_MS);
    await expect.poll(() => it.pings.length, PATIENT).toBe(2 * round);
    const heardAtMs = it.feed.heardAtMs();
    show(reader);
    await expect.poll(() => it.feed.heardAtMs(), PATIENT).toBeGreaterThan(heardAtMs);
  }
  expect(it.told).not.toContainEqual(expect.objectContaining({ kind: 'lost' }));
});

test('a barrier is told once its ping is answered', async () => {
  await using it = await connect();
  const reader = await it.reader();
  it.feed.barrier(7);
  await expect.poll(() => it.pings.length, PATIENT).toBe(1);
  expect(it.told).toEqual(['open']);
  reader.pong(it.pings[0]);
  await expect.poll(() => it.told, PATIENT).toEqual(['open', 7]);
});

test('a server that has said goodbye and does not go is left at the next ping', async () => {
  await using it = await connect();
  const reader = await it.reader();
  // The other side's answer is not read, so that the connection stays half closed.
  reader.pause();
  reader.close(1001, 'going away');
  await expect
    .poll(() => {
      it.clock.pass(PING_EVERY_MS);
      return it.told;
    }, PATIENT)
    .toMatchObject(['open', LOST]);
});

test('nothing is told of a feed that was closed, and what is still sent on it goes nowhere', async () => {
  await using it = await connect();
  const reader = await it.reader();
  it.feed.close();
  it.feed.send('late');
  it.feed.barrier(1);
  await once(reader, 'close');
  await using unopened = await connect();
  unopened.feed.close();
  expect([it.told, unopened.told, it.clock.pending()]).toEqual([['open'], [], 0]);
});

test('whoever closes a feed on hearing of an event hears of nothing that came with it', async () => {
  await using it = await connect({}, false, () => it.feed.close());
  const reader = await it.reader();
  const [socket] = it.sockets;
  socket?.cork();
  reader.send('first');
  reader.send('second');
  reader.pong('b1');
  socket?.uncork();
  await once(reader, 'close');
  expect(it.told).toMatchObject(['open', { reason: 'not-an-event' }]);
});
