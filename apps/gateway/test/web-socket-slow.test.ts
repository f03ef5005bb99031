import { describe, expect, test } from 'vitest';
import { connectAcknowledged, heard } from './web-socket-client.ts';
import { handingOver, startDoor } from './web-socket-door.ts';

const SUBSCRIBE = { id: '1', type: 'subscribe', payload: { query: 'subscription { it }' } };
/** More than what two kernels keep for a connection between them. */
const MUCH = 'x'.repeat(16 * 1024 * 1024);

describe('whoever reads nothing', () => {
  test('is asked for nothing more than what waits already, and gets on where it left off', async () => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open);
    await using client = await connectAcknowledged(door.url);
    client.send(SUBSCRIBE);
    const stream = await opened();
    client.socket.pause();
    stream.tell({ it: MUCH });
    stream.tell({ it: 'after' });
    // Whoever else is there is served meanwhile.
    await using other = await connectAcknowledged(door.url);
    await heard(other);
    expect(stream.asked()).toBe(1);
    client.socket.resume();
    await client.next();
    expect(await client.next()).toMatchObject({ payload: { data: { it: 'after' } } });
  });

  test('is not sent what it has completed while that waited', async () => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open);
    await using client = await connectAcknowledged(door.url);
    client.send(SUBSCRIBE);
    const first = await opened();
    client.send({ ...SUBSCRIBE, id: '2' });
    const second = await opened();
    client.socket.pause();
    first.tell({ it: MUCH });
    second.tell({ it: 'unwanted' });
    client.send({ id: '2', type: 'complete' });
    await second.left;
    first.tell({ it: 'after' });
    client.socket.resume();
    await client.next();
    expect(await client.next()).toMatchObject({ id: '1', payload: { data: { it: 'after' } } });
  });

  test('is cut off once it has taken nothing for a while', async () => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open, { stallMs: 50 });
    await using client = await connectAcknowledged(door.url);
    client.send(SUBSCRIBE);
    const stream = await opened();
    client.socket.pause();
    stream.tell({ it: MUCH });
    await stream.left;
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 1006 });
  });

  test('and is silent, but has taken everything, stays', async () => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open, { stallMs: 20 });
    await using silent = await connectAcknowledged(door.url);
    silent.send(SUBSCRIBE);
    const quiet = await opened();
    // Whoever takes nothing is cut off after at least as long.
    await using stalled = await connectAcknowledged(door.url);
    stalled.send(SUBSCRIBE);
    const stream = await opened();
    stalled.socket.pause();
    stream.tell({ it: MUCH });
    await stream.left;
    quiet.tell({ it: 'still here' });
    expect(await silent.next()).toMatchObject({ payload: { data: { it: 'still here' } } });
  });

  test.each([
    ['pings of the protocol', { maxUnsentBytes: 10_000 }, 'message'],
    ['pings of RFC 6455', { maxUnsentBytes: 10_000 }, 'frame'],
  ])('and sends %s is cut off once too many answers wait for it', async (_what, limits, kind) => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open, { ...limits, messageBurst: 100_000 });
    await using client = await connectAcknowledged(door.url);
    client.send(SUBSCRIBE);
    const stream = await opened();
    client.socket.pause();
    stream.tell({ it: MUCH });
    for (let sent = 0; sent < 100; sent += 1)
      if (kind === 'frame') client.socket.ping('x');
      else client.send({ type: 'ping', payload: { x: 'x'.repeat(100) } });
    await stream.left;
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 1006 });
  });

  test('for a while, and sends pings, starts anew once it has taken everything', async () => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open, { maxUnsentBytes: 10_000 });
    await using client = await connectAcknowledged(door.url);
    client.send(SUBSCRIBE);
    const stream = await opened();
    for (const _time of [1, 2, 3]) {
      client.socket.pause();
      stream.tell({ it: MUCH });
      for (let sent = 0; sent < 20; sent += 1) client.send({ type: 'ping' });
      await using other = await connectAcknowledged(door.url);
      await heard(other);
      client.socket.resume();
      for (let come = 0; come < 21; come += 1) await client.next();
    }
  });

  test('however often it says that it lives, is cut off after ten beats', async () => {
    const { open, opened } = handingOver();
    await using door = await startDoor(open);
    await using client = await connectAcknowledged(door.url);
    client.send(SUBSCRIBE);
    const stream = await opened();
    client.socket.pause();
    stream.tell({ it: MUCH });
    await using other = await connectAcknowledged(door.url);
    for (let beats = 0; beats < 12; beats += 1) {
      client.socket.pong();
      await heard(other);
      door.beat();
    }
    await stream.left;
  });
});

test('a slow reader is told the last state, and not those between', async () => {
  let state = 1;
  let told = 0;
  await using door = await startDoor(async () => ({
    async next() {
      if (told === state) return new Promise(() => {});
      told = state;
      return { kind: 'next', text: JSON.stringify({ data: { state, MUCH } }), cursor: undefined };
    },
    end: () => {},
  }));
  await using client = await connectAcknowledged(door.url);
  client.send(SUBSCRIBE);
  client.socket.pause();
  await using other = await connectAcknowledged(door.url);
  for (state = 2; state < 1000; state += 1) if (state % 100 === 0) await heard(other);
  client.socket.resume();
  expect(await client.next()).toMatchObject({ payload: { data: { state: 1 } } });
  expect(await client.next()).toMatchObject({ payload: { data: { state: 1000 } } });
});
