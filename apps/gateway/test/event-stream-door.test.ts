import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { LiveStream } from '../src/live/stream.ts';
import { openRaw } from './attacks.ts';
import { startDoor } from './event-stream-door.ts';
import { openStream, readStream } from './event-stream-reader.ts';
import { createToldStream, handingOver } from './web-socket-door.ts';

const BODY = { query: 'subscription { it }' };
const nextOf = (it: unknown) => ({ event: 'next', data: JSON.stringify({ data: { it } }) });
const COMPLETE = { event: 'complete', data: '' };

/** Tells large events for as long as it is asked. */
function createFlood(sizeBytes: number): LiveStream & { readonly asked: () => number } {
  const text = JSON.stringify({ data: { it: 'x'.repeat(sizeBytes) } });
  let asked = 0;
  let isOver = false;
  return {
    async next() {
      asked += 1;
      return isOver ? { kind: 'ended' } : { kind: 'next', text, cursor: undefined };
    },
    end() {
      isOver = true;
    },
    asked: () => asked,
  };
}

test('what a stream tells comes as it is, in its order, up to its end', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using reader = await openStream(door.url, BODY);
  const stream = await opened();
  for (const it of [1, 'two\nlines', { three: '\u2028' }]) stream.tell({ it });
  stream.end();
  expect(await reader.rest()).toEqual([
    nextOf(1),
    nextOf('two\nlines'),
    nextOf({ three: '\u2028' }),
    COMPLETE,
  ]);
  await expect.poll(() => door.observed.map(({ status }) => status)).toEqual([200]);
  expect(door.open()).toBe(0);
});

test('each event has its cursor as its id, and one without leaves the last in place', async () => {
  const told = ['a', undefined, 'b'];
  await using door = await startDoor(async () => ({
    async next() {
      if (told.length === 0) return { kind: 'ended' };
      return { kind: 'next', text: '{}', cursor: told.shift() };
    },
    end() {},
  }));
  await using reader = await openStream(door.url, BODY);
  expect(await reader.rest()).toEqual([
    { event: 'next', id: 'a', data: '{}' },
    { event: 'next', data: '{}' },
    { event: 'next', id: 'b', data: '{}' },
    COMPLETE,
  ]);
});

test('a stream that cannot go on says why, and ends', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using reader = await openStream(door.url, BODY);
  (await opened()).fail([{ message: 'Over.', extensions: { code: 'UPSTREAM_ERROR' } }]);
  expect(await reader.rest()).toEqual([
    { event: 'next', data: '{"errors":[{"message":"Over.","extensions":{"code":"UPSTREAM_ERROR"}}]}' },
    COMPLETE,
  ]);
});

test.each([
  ['Last-Event-ID', 'POST', { 'last-event-id': 'c1' }, 'c1'],
  ['Last-Event-ID', 'GET', { 'last-event-id': 'c1' }, 'c1'],
  ['an empty Last-Event-ID', 'GET', { 'last-event-id': '' }, undefined],
  ['none', 'POST', {}, undefined],
])('with %s by %s it goes on behind %j', async (_what, method, headers: Record<string, string>, expected) => {
  let given: string | undefined = 'not asked';
  await using door = await startDoor(async (_record, _params, after) => {
    given = after;
    return { data: {} };
  });
  const init = {
    method,
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
  };
  await using reader = await readStream(fetch(door.url, method === 'GET' ? init : { ...init, body: '{}' }));
  await reader.rest();
  expect(given).toBe(expected);
});

test('who goes away ends the stream, and is noted once', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  const reader = await openStream(door.url, BODY);
  const stream = await opened();
  await reader[Symbol.asyncDispose]();
  await stream.left;
  await expect.poll(() => door.observed.length).toBe(1);
  expect(door.observed[0]?.record.incoming.signal.aborted).toBe(true);
  expect(door.open()).toBe(0);
});

test('also who went away before there was a stream', async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const go = Promise.withResolvers<void>();
  await using door = await startDoor(async ({ incoming }) => {
    asked.resolve(incoming.signal);
    await go.promise;
    return createToldStream(new AbortController().signal);
  });
  const { socket } = await openRaw(door.url);
  socket.write('GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n');
  const signal = await asked.promise;
  socket.destroy();
  await once(signal, 'abort');
  go.resolve();
  await expect.poll(() => [door.observed.length, door.open()]).toEqual([1, 0]);
});

test('a beat is a comment', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using reader = await openStream(door.url, BODY);
  await opened();
  expect(await reader.frame()).toEqual({});
  door.beat();
  expect(await reader.frame()).toEqual({});
});

test('who reads nothing is asked for no more than fits on the way, beaten no more, and cut', async () => {
  const flood = createFlood(100_000);
  await using door = await startDoor(async () => flood, { cutAfterMs: 500 });
  const { socket } = await openRaw(door.url);
  socket.write('GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  const began = performance.now();
  const beating = setInterval(() => door.beat(), 100);
  try {
    await expect.poll(() => door.observed.length, { timeout: 10_000 }).toBe(1);
  } finally {
    clearInterval(beating);
  }
  expect(performance.now() - began).toBeGreaterThan(400);
  expect(flood.asked()).toBeLessThan(200);
  expect(door.open()).toBe(0);
  socket.destroy();
});

test('who reads, however slowly, is not cut', async () => {
  const flood = createFlood(100_000);
  await using door = await startDoor(async () => flood, { cutAfterMs: 500 });
  const { socket } = await openRaw(door.url);
  socket.write('GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n');
  let read = 0;
  socket.on('data', ({ length }) => {
    read += length;
    socket.pause();
    setTimeout(() => socket.resume(), 5);
  });
  await expect.poll(() => read, { timeout: 15_000 }).toBeGreaterThan(20_000_000);
  expect(door.observed).toEqual([]);
  socket.destroy();
});

test('an idle stream is kept for as long as it is beaten', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open, { cutAfterMs: 300 });
  await using reader = await openStream(door.url, BODY);
  const stream = await opened();
  const beating = setInterval(() => door.beat(), 100);
  const until = performance.now() + 1000;
  while (performance.now() < until) expect(await reader.frame()).toEqual({});
  clearInterval(beating);
  stream.tell({ it: 1 });
  expect(await reader.next()).toEqual(nextOf(1));
});

test('1 000 streams are dismissed: each is told when to come back, and none that it is complete', async () => {
  await using door = await startDoor(async ({ incoming }) => createToldStream(incoming.signal));
  const readers = await Promise.all(Array.from({ length: 1000 }, () => openStream(door.url, BODY)));
  door.dismissAll(500);
  const ends = await Promise.all(readers.map((reader) => reader.rest()));
  for (const end of ends) {
    expect(end).toEqual([{ retry: expect.stringMatching(/^\d{4}$/) }]);
    expect(Number(end[0]?.retry)).toBeGreaterThanOrEqual(1000);
    expect(Number(end[0]?.retry)).toBeLessThanOrEqual(5000);
  }
  expect(new Set(ends.map(([end]) => end?.retry)).size).toBeGreaterThan(100);
  await expect.poll(() => [door.observed.length, door.open()]).toEqual([1000, 0]);
});

test('whoever got in just before is dismissed at once', async () => {
  await using door = await startDoor(async ({ incoming }) => createToldStream(incoming.signal));
  door.dismissAll(0);
  await using reader = await openStream(door.url, BODY);
  expect(await reader.rest()).toEqual([{ retry: expect.any(String) }]);
});

test('a connection goes on after a stream on it was complete', async () => {
  await using door = await startDoor(async () => ({ data: { it: 1 } }));
  const { socket, got } = await openRaw(door.url);
  const ask = 'GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n';
  socket.write(ask + ask);
  while (got().split('event: complete').length < 3) await once(socket, 'data');
  expect(got().match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  socket.destroy();
});

test('a stream behind another one on one connection ends with it', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  const { socket } = await openRaw(door.url);
  const ask = 'GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n';
  socket.write(ask + ask);
  const streams = [await opened(), await opened()];
  socket.destroy();
  await Promise.all(streams.map(({ left }) => left));
  await expect.poll(() => [door.observed.length, door.open()]).toEqual([2, 0]);
});
