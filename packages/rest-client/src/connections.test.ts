import { Client } from 'undici';
import { expect, test, vi } from 'vitest';
import { answer, startRawUpstream } from '../test/raw-upstream.ts';
import { createConnections, FRESH_MS, WARY_MS } from './connections.ts';

const nowhere = () => new Client('http://127.0.0.1:1');

test('the connection that was used last is used first', () => {
  const connections = createConnections(nowhere);
  const [first, second] = [connections.take('any'), connections.take('any')];
  expect([first.answeredAt, second.answeredAt]).toEqual([undefined, undefined]);
  expect(second).not.toBe(first);
  connections.keep(first);
  expect([typeof first.answeredAt, second.answeredAt]).toEqual(['number', undefined]);
  connections.keep(second);
  expect([connections.take('any'), connections.take('any')]).toEqual([second, first]);
});

test('what must be fresh goes out on a connection that was used a moment ago, or on a new one in its place', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const connections = createConnections(nowhere);
    const first = connections.take('fresh');
    connections.keep(first);
    vi.advanceTimersByTime(FRESH_MS - 1);
    expect(connections.take('fresh')).toBe(first);
    connections.keep(first);
    vi.advanceTimersByTime(FRESH_MS);
    const second = connections.take('fresh');
    expect(second).not.toBe(first);
    expect(first.client.destroyed).toBe(true);
    connections.keep(second);
    vi.advanceTimersByTime(FRESH_MS);
    expect(connections.take('any')).toBe(second);
  } finally {
    vi.useRealTimers();
  }
});

test('what must be new goes out on a connection that was never used, in the place of an idle one', () => {
  const connections = createConnections(nowhere);
  const first = connections.take('new');
  connections.keep(first);
  expect(connections.take('new')).not.toBe(first);
  expect(first.client.destroyed).toBe(true);
});

const request = { method: 'GET', path: '/', headers: {} };

test.each<[string, number, boolean]>([
  ['that was used a moment ago', 2 * FRESH_MS - 1, true],
  ['that was idle for long', 2 * FRESH_MS, false],
])('after the upstream closed a connection %s, fresh is new for a minute: %#', async (_, idleMs, isWary) => {
  await using upstream = await startRawUpstream((socket) => void socket.write(answer('200 OK')));
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const connections = createConnections(() => new Client(upstream.origin));
    const closed = connections.take('any');
    await (await closed.client.request({ ...request, method: 'GET' })).body.dump();
    connections.keep(closed);
    const other = connections.open();
    vi.advanceTimersByTime(idleMs);
    const noticed = new Promise((resolve) => closed.client.once('disconnect', resolve));
    upstream.drop();
    await noticed;
    const takes = () => {
      connections.keep(other);
      const taken = connections.take('fresh');
      if (taken !== other) connections.drop(taken);
      return taken === other;
    };
    expect(takes()).toBe(!isWary);
    if (!isWary) return;
    vi.advanceTimersByTime(WARY_MS);
    expect(takes()).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('a connection that this side ended makes nobody wary', async () => {
  await using upstream = await startRawUpstream(
    (socket) => void socket.write(answer('200 OK', { connection: 'close' })),
  );
  const connections = createConnections(() => new Client(upstream.origin));
  const ended = connections.take('any');
  connections.keep(ended);
  const other = connections.open();
  const noticed = new Promise((resolve) => ended.client.once('disconnect', resolve));
  await (await ended.client.request({ ...request, method: 'GET' })).body.dump();
  await noticed;
  connections.keep(other);
  expect(connections.take('fresh')).toBe(other);
});

test('nor does one that this side replaced a moment after its last answer', async () => {
  await using upstream = await startRawUpstream((socket) => void socket.write(answer('200 OK')));
  const connections = createConnections(() => new Client(upstream.origin));
  const replaced = connections.take('any');
  await (await replaced.client.request({ ...request, method: 'GET' })).body.dump();
  connections.keep(replaced);
  const noticed = new Promise((resolve) => replaced.client.once('disconnect', resolve));
  const other = connections.take('new');
  await noticed;
  connections.keep(other);
  expect(connections.take('fresh')).toBe(other);
});

test('a connection that was dropped is ended, and nobody gets it', () => {
  const connections = createConnections(nowhere);
  const first = connections.take('any');
  connections.drop(first);
  expect(first.client.destroyed).toBe(true);
  expect(connections.take('any')).not.toBe(first);
});

test('whoever closes them again waits for the same end', async () => {
  const connections = createConnections(nowhere);
  connections.keep(connections.take('any'));
  await Promise.all([connections.close(), connections.close()]);
  await expect(connections.close()).resolves.toBeUndefined();
});

test('once they are closed, neither an old connection nor a new one takes a request', async () => {
  const connections = createConnections(nowhere);
  const [idle, busy] = [connections.take('any'), connections.take('any')];
  connections.keep(idle);
  await connections.close();
  expect(busy.client.closed).toBe(true);
  expect(connections.take('any')).toBe(idle);
  expect([idle.client.closed, connections.take('any').client.closed]).toEqual([true, true]);
});
