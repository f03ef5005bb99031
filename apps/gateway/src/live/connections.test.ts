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

test('all beat every 12 s, and no timer runs once the last one has gone', () => {
  const { add } = createStayingConnections();
  const connections = [createConnection(), createConnection()];
  const removals = connections.map(add);
  vi.advanceTimersByTime(24_000);
  expect(connections.map(({ beats }) => beats)).toEqual([2, 2]);
  for (const remove of removals) remove();
  expect(vi.getTimerCount()).toBe(0);
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
