import { once } from 'node:events';
import { OPCODES } from '@live-status/rest-contract';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { filterBy } from '../test/feed.ts';
import { connectPair } from '../test/socket-pair.ts';
import { createEventReader } from './event-reader.ts';

const eventOf = (note: string) => ({
  text: Buffer.from(JSON.stringify({ note })),
  properties: new Map([['note', note]]),
});

test('every event is sent as text until a filter is, and then what it lets through', async () => {
  const { server, reader } = await connectPair();
  const { offer } = createEventReader(server, 1000);
  offer(eventOf('a'));
  reader.say(filterBy(['note', 'b'], ['note', 'é']));
  await reader.settle();
  for (const note of ['a', 'b', 'c', 'é']) offer(eventOf(note));
  reader.say(filterBy());
  await reader.settle();
  offer(eventOf('d'));
  await reader.settle();
  expect(reader.messages).toEqual(['a', 'b', 'é', 'd'].map((note) => ({ note })));
});

test('an event is in the connection before offer returns', async () => {
  const { server, reader } = await connectPair();
  reader.socket.pause();
  const { offer } = createEventReader(server, 1_000_000_000);
  const event = { text: Buffer.alloc(100_000, ' '), properties: new Map<string, string>() };
  while (server.bufferedAmount === 0) offer(event);
  const before = server.bufferedAmount;
  offer(event);
  expect(server.bufferedAmount).toBeGreaterThanOrEqual(before + event.text.length);
});

test('EVT-4 who holds more unsent than the bound is cut off with 1013, and holds no more from then on', async () => {
  const { server, reader } = await connectPair();
  const closed = once(server, 'close');
  const bound = 100_000;
  const { offer } = createEventReader(server, bound);
  const event = {
    text: Buffer.from(JSON.stringify('x'.repeat(10_000))),
    properties: new Map<string, string>(),
  };
  reader.socket.pause();
  let sent = 0;
  for (; server.readyState === WebSocket.OPEN; sent += 1) offer(event);
  const held = server.bufferedAmount;
  expect(held).toBeGreaterThan(bound);
  expect(held).toBeLessThan(bound + 2 * event.text.length);
  for (let more = 0; more < 1000; more += 1) offer(event);
  expect(server.bufferedAmount).toBe(held);
  reader.socket.resume();
  expect(await reader.closed).toBe(1013);
  expect(reader.messages).toHaveLength(sent);
  await closed;
});

test('EVT-4 a flood of unreadable messages whose answers nobody reads is cut off like any other', async () => {
  const { server, reader } = await connectPair();
  const { offer } = createEventReader(server, 200_000);
  reader.socket.pause();
  const filler = { text: Buffer.alloc(10_000, ' '), properties: new Map<string, string>() };
  while (server.bufferedAmount === 0) offer(filler);
  const closing = new Promise<void>((resolve) => {
    server.on('message', () => {
      if (server.readyState === WebSocket.OPEN) reader.say('x');
      else resolve();
    });
  });
  for (let count = 0; count < 100; count += 1) reader.say('x');
  await closing;
  expect(server.bufferedAmount).toBeLessThan(201_000);
});

test('EVT-4 two pings may be unanswered, the third is not sent: 1008', async () => {
  const { server, reader } = await connectPair({ answersPings: false });
  const { ping } = createEventReader(server, 1000);
  ping();
  ping();
  await reader.settle();
  expect(reader.pings).toBe(2);
  ping();
  expect(await reader.closed).toBe(1008);
  expect(reader.pings).toBe(2);
});

test('EVT-4 who answers one ping in two is a reader like any other', async () => {
  const { server, reader } = await connectPair({ answersPings: false });
  const { ping } = createEventReader(server, 1000);
  for (let turn = 1; turn <= 5; turn += 1) {
    ping();
    ping();
    reader.send(OPCODES.pong, Buffer.alloc(0));
    await reader.settle();
  }
  expect(reader.pings).toBe(10);
});

test('a reader is told why it is said goodbye to, once', async () => {
  const { server, reader } = await connectPair();
  const { close, offer, ping } = createEventReader(server, 1000);
  close(1001, 'The server stops.');
  close(1013, 'again');
  offer(eventOf('a'));
  ping();
  expect(await reader.closed).toBe(1001);
  expect(reader.messages).toEqual([]);
});
