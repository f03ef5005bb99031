import { once } from 'node:events';
import { expect, test } from 'vitest';
import { connectPair } from '../test/socket-pair.ts';
import { createEventFeed } from './event-feed.ts';

const event = { text: Buffer.from('{}'), properties: new Map<string, string>() };

function createFeed(pingIntervalMs = 10_000) {
  const counts: number[] = [];
  const onCount = (count: number) => void counts.push(count);
  return { counts, feed: createEventFeed({ pingIntervalMs, maxUnsentBytes: 1000, onCount }) };
}

test('what nobody reads is not even formatted', () => {
  const { feed } = createFeed();
  feed.publish(() => {
    throw new Error('Nobody reads.');
  });
});

test('an event is formatted once for all readers', async () => {
  const { feed, counts } = createFeed();
  const pairs = [await connectPair(), await connectPair()];
  for (const { server } of pairs) feed.join(server);
  let formatted = 0;
  feed.publish(() => {
    formatted += 1;
    return event;
  });
  for (const { reader } of pairs) expect(await reader.message(0)).toEqual({});
  expect(formatted).toBe(1);
  expect([feed.count, counts]).toEqual([2, [1, 2]]);
});

test('who has left is counted no more, and told nothing', async () => {
  const { feed, counts } = createFeed();
  const stays = await connectPair();
  const leaves = await connectPair();
  for (const { server } of [stays, leaves]) feed.join(server);
  const left = once(leaves.server, 'close');
  leaves.reader.socket.destroy();
  await left;
  feed.publish(() => event);
  expect(await stays.reader.message(0)).toEqual({});
  expect([feed.count, counts]).toEqual([1, [1, 2, 1]]);
});

test('readers are pinged as long as there are any, those who come after the last has left too', async () => {
  const { feed } = createFeed(1);
  for (let turn = 0; turn < 2; turn += 1) {
    const { server, reader } = await connectPair();
    const left = once(server, 'close');
    feed.join(server);
    for (let pings = 0; pings < 5; pings += 1) await once(server, 'pong');
    expect(reader.pings).toBeGreaterThanOrEqual(5);
    reader.socket.destroy();
    await left;
  }
  expect(feed.count).toBe(0);
});

test('every reader is said goodbye to with 1001', async () => {
  const { feed } = createFeed();
  const pairs = [await connectPair(), await connectPair()];
  for (const { server } of pairs) feed.join(server);
  feed.close();
  for (const { reader } of pairs) expect(await reader.closed).toBe(1001);
});
