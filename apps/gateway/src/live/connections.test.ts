import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStayingConnections } from './connections.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'setImmediate'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** One that counts its beats, and writes down when it is dismissed. */
function createConnection(dismissedAt: number[] = [], retries: number[] = []) {
  const connection = {
    beats: 0,
    beat: () => {
      connection.beats += 1;
    },
    dismiss: (retryAfterMs: number) => {
      dismissedAt.push(performance.now());
      retries.push(retryAfterMs);
    },
  };
  return connection;
}

test('each beats every 12 s, evenly one after another, and no timer runs once the last one has gone', () => {
  const { add } = createStayingConnections();
  const connections = Array.from({ length: 1000 }, () => createConnection());
  const removals = connections.map((connection) => add(connection));
  const beats = () => connections.reduce((sum, connection) => sum + connection.beats, 0);
  for (let second = 1; second < 12; second += 1) {
    vi.advanceTimersByTime(1000);
    expect(beats()).toBeGreaterThan((second - 0.5) * (1000 / 12));
    expect(beats()).toBeLessThan((second + 0.5) * (1000 / 12));
  }
  vi.advanceTimersByTime(13_000);
  expect(new Set(connections.map((connection) => connection.beats))).toEqual(new Set([2]));
  for (const remove of removals) remove();
  expect(vi.getTimerCount()).toBe(0);
});

test('whoever comes and goes meanwhile is beaten as often as others', () => {
  const { add } = createStayingConnections();
  const early = Array.from({ length: 100 }, () => add(createConnection()));
  const one = createConnection();
  add(one);
  vi.advanceTimersByTime(6000);
  for (const remove of early) remove();
  const late = createConnection();
  add(late);
  vi.advanceTimersByTime(54_000);
  expect(one.beats).toBeGreaterThanOrEqual(4);
  expect(one.beats).toBeLessThanOrEqual(6);
  expect(late.beats).toBeGreaterThanOrEqual(4);
  expect(late.beats).toBeLessThanOrEqual(6);
});

test('10 000 are dismissed evenly over the time that there is, and come back no sooner than a second later', () => {
  const { add, dismissAll } = createStayingConnections();
  const dismissedAt: number[] = [];
  const retries: number[] = [];
  for (let number = 0; number < 10_000; number += 1) {
    const remove = add({
      beat() {},
      dismiss(retryAfterMs) {
        dismissedAt.push(performance.now());
        retries.push(retryAfterMs);
        remove();
      },
    });
  }
  const startedAt = performance.now();
  dismissAll(7000);
  vi.advanceTimersByTime(7100);
  expect(dismissedAt).toHaveLength(10_000);
  for (let second = 0; second < 7; second += 1) {
    const inSecond = dismissedAt.filter((time) => Math.floor((time - startedAt) / 1000) === second);
    expect(inSecond.length).toBeGreaterThan(1200);
    expect(inSecond.length).toBeLessThan(1700);
  }
  expect(Math.min(...retries)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...retries)).toBeLessThanOrEqual(5000);
  expect(vi.getTimerCount()).toBe(0);
});

test('without time all are dismissed at once', () => {
  const { add, dismissAll } = createStayingConnections();
  const dismissedAt: number[] = [];
  for (const connection of [createConnection(dismissedAt), createConnection(dismissedAt)]) add(connection);
  dismissAll(0);
  expect(dismissedAt).toHaveLength(2);
});

test('one that comes when all were dismissed is dismissed too', () => {
  const { add, dismissAll } = createStayingConnections();
  dismissAll(1000);
  const dismissedAt: number[] = [];
  add(createConnection(dismissedAt));
  vi.runOnlyPendingTimers();
  expect(dismissedAt).toHaveLength(1);
});

test('one that has left meanwhile is not dismissed', () => {
  const { add, dismissAll } = createStayingConnections();
  const dismissedAt: number[] = [];
  add(createConnection(dismissedAt));
  const remove = add(createConnection(dismissedAt));
  dismissAll(1000);
  remove();
  vi.advanceTimersByTime(1100);
  expect(dismissedAt).toHaveLength(1);
});
