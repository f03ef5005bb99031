import { type Operation, StatusError, type StatusErrorCode } from '@live-status/domain';
import { expect, test } from 'vitest';
import { type FailedAttempt, type Repetition, type RetryOptions, repetitionOf } from './retry.ts';
import { judgeStale } from './stale.ts';

/** Asks after each of the attempts that all fail alike; gives the attempts made, and the repetitions. */
function run(error: unknown, options: false | RetryOptions = {}, given: Partial<FailedAttempt> = {}) {
  const told: Repetition[] = [];
  for (let number = 1; ; number += 1) {
    const again = repetitionOf(options, { operation: 'read', number, error, leftMs: 10_000, ...given });
    if (again === undefined) return { attempts: number, told };
    told.push(again);
  }
}

const codes: [StatusErrorCode, readAttempts: number, writeAttempts: number][] = [
  ['UPSTREAM_UNREACHABLE', 3, 3],
  ['UPSTREAM_TIMEOUT', 3, 1],
  ['UPSTREAM_CONNECTION_LOST', 3, 1],
  ['UPSTREAM_ERROR', 3, 1],
  ['UPSTREAM_BUSY', 3, 1],
  ['UPSTREAM_BAD_RESPONSE', 1, 1],
  ['UPSTREAM_CIRCUIT_OPEN', 1, 1],
  ['OVERLOADED', 1, 1],
  ['NOT_FOUND', 1, 1],
];
test.each(
  codes.flatMap(([code, reads, writes]): [StatusErrorCode, Operation, number][] => [
    [code, 'read', reads],
    [code, 'write', writes],
  ]),
)('after %s a %s makes %i attempts in all', (code, operation, expected) => {
  const { attempts, told } = run(new StatusError(code, 'It failed.', { operation }), {}, { operation });
  expect(attempts).toBe(expected);
  for (const again of told) expect(again).toEqual({ code, delayMs: expect.any(Number) });
});

test.each(['read', 'write'] as const)(
  'ERR-4 a %s that was answered 408 was not taken, and is repeated',
  (operation) => {
    const error = new StatusError('UPSTREAM_BUSY', 'Not taken.', { operation, upstreamStatus: 408 });
    expect(run(error, {}, { operation }).attempts).toBe(3);
  },
);

test('what failed for its idle connection alone is repeated without a wait', () => {
  const error = new StatusError('UPSTREAM_CONNECTION_LOST', 'It failed.');
  judgeStale(error);
  expect(run(error, { initialDelayMs: 60_000 }).told).toMatchObject([{ delayMs: 0 }, { delayMs: 0 }]);
});

const failed = new StatusError('UPSTREAM_ERROR', 'It failed.');

test('what is no StatusError, an abort for example, is never repeated', () => {
  expect(run(new Error('gone')).attempts).toBe(1);
});

test('without retries there is one attempt', () => {
  expect(run(failed, false).attempts).toBe(1);
});

test('the waits are random, the bound of each twice that of the one before, and none above the greatest', () => {
  const runs = Array.from({ length: 40 }, () =>
    run(failed, { maxAttempts: 5, initialDelayMs: 8, maxDelayMs: 20 }),
  );
  for (const [index, bound] of [8, 16, 20, 20].entries()) {
    const delays = runs.map(({ told }) => told[index]?.delayMs ?? Number.NaN);
    expect(Math.max(...delays)).toBeLessThanOrEqual(bound);
    expect(Math.max(...delays)).toBeGreaterThan(bound / 2);
    expect(Math.min(...delays)).toBeLessThan(bound / 2);
  }
});

test('the first wait is at most 100 ms unless said otherwise', () => {
  const delays = Array.from({ length: 40 }, () => run(failed, { maxAttempts: 2 }).told[0]?.delayMs ?? 0);
  expect(Math.max(...delays)).toBeLessThanOrEqual(100);
  expect(Math.max(...delays)).toBeGreaterThan(50);
});

test('a wait that was asked for is kept, with a random part on top, so that not all come back at once', () => {
  const busy = new StatusError('UPSTREAM_BUSY', 'Busy.', { retryAfterMs: 20 });
  const { told } = run(busy, { maxAttempts: 2, initialDelayMs: 10 });
  expect(told[0]?.delayMs).toBeGreaterThanOrEqual(20);
  expect(told[0]?.delayMs).toBeLessThanOrEqual(30);
});

test('a wait that would end past the deadline is not begun', () => {
  const busy = new StatusError('UPSTREAM_BUSY', 'Busy.', { retryAfterMs: 10_000 });
  expect(run(busy, {}, { leftMs: 9000 })).toEqual({ attempts: 1, told: [] });
  expect(run(busy, { initialDelayMs: 0 }, { leftMs: 10_000 }).attempts).toBe(1);
  expect(run(busy, { maxAttempts: 2 }, { leftMs: 10_200 }).attempts).toBe(2);
  // The last millisecond is no time for an attempt.
  const once = { maxAttempts: 2, initialDelayMs: 0 };
  expect(run(busy, once, { leftMs: 10_001 }).attempts).toBe(1);
  expect(run(busy, once, { leftMs: 10_002 }).attempts).toBe(2);
});
