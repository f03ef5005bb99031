import { type Operation, StatusError, type StatusErrorCode } from '@live-status/domain';
import { expect, test } from 'vitest';
import type { RetryEvent } from './hooks.ts';
import { type RetryContext, repeat } from './retry.ts';
import { judgeStale } from './stale.ts';

/** Runs attempts that all fail alike; gives the error, the attempts made and the retries told. */
async function run(error: unknown, given: Partial<RetryContext> = {}) {
  const told: RetryEvent[] = [];
  const attempts: number[] = [];
  const context: RetryContext = {
    options: { initialDelayMs: 1 },
    operation: 'read',
    requestId: 'r-1',
    deadlineAt: Date.now() + 10_000,
    signal: new AbortController().signal,
    onRetry: (event) => told.push(event),
    ...given,
  };
  const result: unknown = await repeat(context, (number) => {
    attempts.push(number);
    return Promise.reject(error);
  }).catch((thrown: unknown) => thrown);
  return { result, attempts, told };
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
)('after %s a %s makes %i attempts in all', async (code, operation, expected) => {
  const error = new StatusError(code, 'It failed.', { operation });
  const { result, attempts, told } = await run(error, { operation });
  expect(result).toBe(error);
  expect(attempts).toEqual([1, 2, 3].slice(0, expected));
  expect(told).toEqual(
    attempts.slice(1).map((next) => ({
      operation,
      attempt: next - 1,
      delayMs: expect.any(Number),
      code,
      requestId: 'r-1',
    })),
  );
});

test.each(['read', 'write'] as const)(
  'ERR-4 a %s that was answered 408 was not taken, and is repeated',
  async (operation) => {
    const error = new StatusError('UPSTREAM_BUSY', 'Not taken.', { operation, upstreamStatus: 408 });
    const { result, attempts } = await run(error, { operation });
    expect(result).toBe(error);
    expect(attempts).toEqual([1, 2, 3]);
  },
);

test('what failed for its idle connection alone is repeated without a wait', async () => {
  const error = new StatusError('UPSTREAM_CONNECTION_LOST', 'It failed.');
  judgeStale(error);
  const { told } = await run(error, { options: { initialDelayMs: 60_000 } });
  expect(told).toMatchObject([{ delayMs: 0 }, { delayMs: 0 }]);
});

const failed = new StatusError('UPSTREAM_ERROR', 'It failed.');

test('what is no StatusError, an abort for example, is never repeated', async () => {
  const { result, attempts } = await run(new Error('gone'));
  expect(result).toEqual(new Error('gone'));
  expect(attempts).toEqual([1]);
});

test('without retries there is one attempt', async () => {
  expect((await run(failed, { options: false })).attempts).toEqual([1]);
});

test('an attempt that succeeds ends the repetition', async () => {
  const context = { operation: 'read', requestId: undefined, onRetry: undefined } as const;
  const more = { options: {}, deadlineAt: Date.now() + 10_000, signal: new AbortController().signal };
  const result = await repeat({ ...context, ...more, options: { initialDelayMs: 1 } }, (number) =>
    number === 1 ? Promise.reject(failed) : Promise.resolve(number),
  );
  expect(result).toBe(2);
});

test('the waits are random, the bound of each twice that of the one before, and none above the greatest', async () => {
  const runs = await Promise.all(
    Array.from({ length: 40 }, () =>
      run(failed, { options: { maxAttempts: 5, initialDelayMs: 8, maxDelayMs: 20 } }),
    ),
  );
  for (const [index, bound] of [8, 16, 20, 20].entries()) {
    const delays = runs.map(({ told }) => told[index]?.delayMs ?? Number.NaN);
    expect(Math.max(...delays)).toBeLessThanOrEqual(bound);
    expect(Math.max(...delays)).toBeGreaterThan(bound / 2);
    expect(Math.min(...delays)).toBeLessThan(bound / 2);
  }
});

test('the first wait is at most 100 ms unless said otherwise', async () => {
  const { told } = await run(failed, { options: { maxAttempts: 2 } });
  expect(told[0]?.delayMs).toBeLessThanOrEqual(100);
});

test('a wait that was asked for is kept, with a random part on top, so that not all come back at once', async () => {
  const busy = new StatusError('UPSTREAM_BUSY', 'Busy.', { retryAfterMs: 20 });
  const { told } = await run(busy, { options: { maxAttempts: 2, initialDelayMs: 10 } });
  expect(told[0]?.delayMs).toBeGreaterThanOrEqual(20);
  expect(told[0]?.delayMs).toBeLessThanOrEqual(30);
});

test('a wait that would end past the deadline is not begun', async () => {
  const busy = new StatusError('UPSTREAM_BUSY', 'Busy.', { retryAfterMs: 10_000 });
  const { result, attempts, told } = await run(busy, { deadlineAt: Date.now() + 9000 });
  expect(result).toBe(busy);
  expect([attempts, told]).toEqual([[1], []]);
});

test('an abort ends a wait at once, with its reason, and leaves no timer', async () => {
  const controller = new AbortController();
  const busy = new StatusError('UPSTREAM_BUSY', 'Busy.', { retryAfterMs: 60_000 });
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const running = run(busy, {
    signal: controller.signal,
    deadlineAt: Date.now() + 100_000,
    onRetry: () => setImmediate(() => controller.abort('gone')),
  });
  expect((await running).result).toBe('gone');
  expect(timers()).toBe(before);
});
