import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { LiveStream } from '../src/live/stream.ts';
import { connect, connectAcknowledged, heard, type RawClient, refusedUpgrade } from './web-socket-client.ts';
import { createToldStream, handingOver, startDoor, type ToldStream } from './web-socket-door.ts';

const subscribe = (id = '1') => ({ id, type: 'subscribe', payload: { query: 'subscription { it }' } });

test('what a stream tells comes as it is, in its order', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe('a "quoted" id'));
  const stream = await opened();
  for (const it of [1, 2, 3]) stream.tell({ it });
  for (const it of [1, 2, 3])
    expect(await client.next()).toStrictEqual({
      id: 'a "quoted" id',
      type: 'next',
      payload: { data: { it } },
    });
});

test('many streams go on beside each other, and the end of one is no end of the others', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  const streams: ToldStream[] = [];
  for (const id of ['1', '2', '3']) {
    client.send(subscribe(id));
    streams.push(await opened());
  }
  const [first, second, third] = streams;
  client.send({ id: '2', type: 'complete' });
  await heard(client);
  expect(await second?.next()).toStrictEqual({ kind: 'ended' });
  third?.tell({ it: 3 });
  expect(await client.next()).toMatchObject({ id: '3', type: 'next' });
  first?.tell({ it: 1 });
  expect(await client.next()).toMatchObject({ id: '1', type: 'next' });
  expect(door.observed.map(({ incoming }) => incoming.signal.aborted)).toContain(true);
});

test('an id that the client has completed may be used again at once, and nothing of before comes under it', async () => {
  // Streams that would go on for ever.
  const streams: ToldStream[] = [];
  await using door = await startDoor(async () => {
    const stream = createToldStream(new AbortController().signal);
    streams.push(stream);
    return stream;
  });
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  client.send({ id: '1', type: 'complete' });
  client.send(subscribe());
  await heard(client);
  const [before, after] = streams;
  before?.tell({ it: 'before' });
  after?.tell({ it: 'after' });
  expect(await client.next()).toMatchObject({ payload: { data: { it: 'after' } } });
});

test('and what comes after may be completed as well', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  const before = await opened();
  client.send({ id: '1', type: 'complete' });
  client.send(subscribe());
  const after = await opened();
  await before.left;
  await heard(client);
  client.send({ id: '1', type: 'complete' });
  await after.left;
});

test('a stream that fails is an error, and nothing follows it', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  (await opened()).fail([{ message: 'Over.', extensions: { code: 'UPSTREAM_ERROR' } }]);
  expect(await client.next()).toStrictEqual({
    id: '1',
    type: 'error',
    payload: [{ message: 'Over.', extensions: { code: 'UPSTREAM_ERROR' } }],
  });
  client.send({ type: 'ping' });
  expect(await client.next()).toStrictEqual({ type: 'pong' });
  expect(door.observed.at(-1)?.codes).toStrictEqual(['UPSTREAM_ERROR']);
});

test("a token's end closes the connection with 4403 once nothing else goes on", async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  const streams: ToldStream[] = [];
  for (const id of ['1', '2']) {
    client.send(subscribe(id));
    streams.push(await opened());
  }
  const expired = [{ message: 'Expired.', extensions: { code: 'UNAUTHENTICATED' } }];
  streams[0]?.fail(expired);
  expect(await client.next()).toMatchObject({ id: '1', type: 'error' });
  client.send({ type: 'ping' });
  expect(await client.next()).toStrictEqual({ type: 'pong' });
  streams[1]?.fail(expired);
  expect(await client.next()).toMatchObject({ id: '2', type: 'error' });
  expect(await client.closed).toStrictEqual({ code: 4403, reason: 'Forbidden' });
});

test('a stream that is ended is complete', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  (await opened()).end();
  expect(await client.next()).toStrictEqual({ id: '1', type: 'complete' });
});

test('but not where the gateway stops: its client is to come back', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  const stream = await opened();
  door.stop();
  stream.end();
  client.send({ type: 'ping' });
  expect(await client.next()).toStrictEqual({ type: 'pong' });
  door.dismissAll(0);
  expect(await client.closed).toMatchObject({ code: 1012 });
});

test.each([
  ['says goodbye', (client: RawClient) => client.socket.close()],
  ['is cut off', (client: RawClient) => client.socket.terminate()],
])('all streams of a connection that %s end', async (_how, leave) => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using client = await connectAcknowledged(door.url);
  const streams: LiveStream[] = [];
  for (const id of ['1', '2']) {
    client.send(subscribe(id));
    streams.push(await opened());
  }
  leave(client);
  await client.closed;
  for (const stream of streams) while ((await stream.next()).kind !== 'ended');
});

test('all streams end as soon as their connection is closed from this side, whether or not the other answers', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open, { closeTimeoutMs: 60_000 });
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  const stream = await opened();
  client.socket.pause();
  client.send('{');
  await stream.left;
});

describe('time', () => {
  test('whoever does not say how to begin is closed with 4408', async () => {
    await using door = await startDoor(handingOver().open, { initWaitMs: 20 });
    await using client = await connect(door.url);
    expect(await client.closed).toStrictEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  test('whoever answers pings stays', async () => {
    await using door = await startDoor(handingOver().open);
    await using client = await connectAcknowledged(door.url);
    for (const _beat of Array.from({ length: 5 })) {
      const pinged = once(client.socket, 'ping');
      door.beat();
      await pinged;
      await heard(client);
    }
    client.send({ type: 'ping' });
    expect(await client.next()).toStrictEqual({ type: 'pong' });
  });

  test('whoever leaves two pings unanswered is cut off at the third beat', async () => {
    await using door = await startDoor(handingOver().open);
    await using client = await connectAcknowledged(door.url, undefined, { autoPong: false });
    for (const _beat of [1, 2]) {
      const pinged = once(client.socket, 'ping');
      door.beat();
      await pinged;
      await heard(client);
    }
    door.beat();
    expect(await client.closed).toMatchObject({ code: 1006 });
  });

  test('whoever does not answer the goodbye is cut off', async () => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open, { closeTimeoutMs: 20 });
    await using client = await connectAcknowledged(door.url);
    client.send(subscribe());
    const stream = await opened();
    client.socket.pause();
    door.dismissAll(0);
    await stream.left;
    client.socket.resume();
    await client.closed;
  });
});

test('an answer under way is waited for before its connection is dismissed, and nothing more is begun', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<Record<string, string>>();
  const asked: string[] = [];
  await using door = await startDoor(async (_record, payload) => {
    asked.push(JSON.stringify(payload));
    return { data: await answer };
  });
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  await heard(client);
  door.stop();
  door.dismissAll(0);
  client.send(subscribe('2'));
  await heard(client);
  resolve({ it: 'is done' });
  expect(await client.next()).toMatchObject({ id: '1', payload: { data: { it: 'is done' } } });
  expect(await client.next()).toStrictEqual({ id: '1', type: 'complete' });
  expect(await client.closed).toMatchObject({ code: 1012 });
  expect(asked).toHaveLength(1);
});

test('whoever asks for something while the gateway stops is sent away, not told of an error', async () => {
  await using door = await startDoor(handingOver().open);
  await using client = await connectAcknowledged(door.url);
  door.stop();
  client.send(subscribe());
  expect(await client.closed).toStrictEqual({ code: 1012, reason: '{"retryAfterMs":1000}' });
});

test('a subscription that is still being opened does not hold up its connection', async () => {
  const { promise: opening, resolve } = Promise.withResolvers<void>();
  await using door = await startDoor(async ({ incoming }) => {
    await opening;
    return createToldStream(incoming.signal);
  });
  await using client = await connectAcknowledged(door.url);
  client.send(subscribe());
  await heard(client);
  door.dismissAll(0);
  await heard(client);
  resolve();
  expect(await client.closed).toMatchObject({ code: 1012 });
});

test('whoever connects while the gateway stops is refused: 503', async () => {
  await using door = await startDoor(handingOver().open);
  door.stop();
  expect(await refusedUpgrade(door.url)).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
    body: { errors: [{ extensions: { code: 'OVERLOADED', retryable: true } }] },
  });
});

test('whoever got in just before is dismissed at once', async () => {
  await using door = await startDoor(handingOver().open);
  door.dismissAll(0);
  await using client = await connect(door.url);
  expect(await client.closed).toMatchObject({ code: 1012 });
});

test('a thousand sockets are dismissed one after another, each to come back at a time of its own', async () => {
  await using door = await startDoor(handingOver().open);
  const clients = await Promise.all(Array.from({ length: 1000 }, () => connectAcknowledged(door.url)));
  door.dismissAll(500);
  const ends = await Promise.all(clients.map(({ closed }) => closed));
  expect(new Set(ends.map(({ code }) => code))).toStrictEqual(new Set([1012]));
  const times = ends.map(({ reason }) => Number(JSON.parse(reason).retryAfterMs));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...times)).toBeLessThanOrEqual(5000);
  expect(new Set(times).size).toBeGreaterThan(500);
});
