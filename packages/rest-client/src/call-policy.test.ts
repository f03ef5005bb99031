import { getEventListeners } from 'node:events';
import { StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createCallPolicy, type PolicyAttempt, type PolicyOptions } from './call-policy.ts';

const policyOf = (options: Partial<PolicyOptions> = {}) =>
  createCallPolicy({
    deadlineMs: 10_000,
    maxConnections: 1,
    maxQueued: 1,
    retry: { initialDelayMs: 1 },
    breaker: false,
    hooks: {},
    ...options,
  });
const write = { operation: 'write', requestId: undefined, signal: undefined } as const;

/** An attempt that ends only with its signal; it leaves where it is said to. */
const hangs =
  ({ leaves }: { leaves: boolean }) =>
  ({ signal, onSent }: PolicyAttempt) => {
    if (leaves) onSent();
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    return promise;
  };
const unreachable = () => new StatusError('UPSTREAM_UNREACHABLE', 'No connection.', { operation: 'write' });

test('at the deadline a write that has left may have been applied', async () => {
  const running = policyOf({ deadlineMs: 20 }).run(write, hangs({ leaves: true }));
  await expect(running).rejects.toMatchObject({
    code: 'UPSTREAM_TIMEOUT',
    outcome: 'UNKNOWN',
    retryable: false,
  });
});

test('at the deadline a write that has not left was not applied', async () => {
  const running = policyOf({ deadlineMs: 20 }).run(write, hangs({ leaves: false }));
  await expect(running).rejects.toMatchObject({
    code: 'UPSTREAM_UNREACHABLE',
    outcome: 'NOT_APPLIED',
    retryable: true,
  });
});

test('at the deadline a write whose first attempt never left, but whose second did, may have been applied', async () => {
  const running = policyOf({ deadlineMs: 50 }).run(write, (attempt) =>
    attempt.number === 1 ? Promise.reject(unreachable()) : hangs({ leaves: true })(attempt),
  );
  await expect(running).rejects.toMatchObject({
    code: 'UPSTREAM_TIMEOUT',
    outcome: 'UNKNOWN',
    retryable: false,
  });
});

test('at the deadline a write that still waits for its turn was not applied', async () => {
  const policy = policyOf({ deadlineMs: 20 });
  const done = Promise.withResolvers<string>();
  const first = policy.run(write, () => done.promise);
  const second = policy.run(write, () => done.promise);
  await expect(first).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' });
  await expect(second).rejects.toMatchObject({
    code: 'OVERLOADED',
    outcome: 'NOT_APPLIED',
    retryAfterMs: 1000,
  });
});

test('at the deadline a write that waits for its second turn fails as its first attempt did', async () => {
  const policy = policyOf({ deadlineMs: 50 });
  const done = Promise.withResolvers<string>();
  const error = unreachable();
  const repeated = policy.run(write, () => Promise.reject(error));
  const other = policy.run(write, () => done.promise);
  await expect(repeated).rejects.toBe(error);
  done.resolve('fine');
  await expect(other).resolves.toBe('fine');
});

test('a call that finds all places and the queue taken is refused at once, and nothing of it is sent', async () => {
  const policy = policyOf();
  const done = Promise.withResolvers<string>();
  let begun = 0;
  const attempt = () => {
    begun += 1;
    return done.promise;
  };
  const calls = [policy.run(write, attempt), policy.run(write, attempt)];
  await expect(policy.run(write, attempt)).rejects.toMatchObject({
    code: 'OVERLOADED',
    outcome: 'NOT_APPLIED',
    retryable: true,
    retryAfterMs: 1000,
  });
  expect(begun).toBe(1);
  done.resolve('fine');
  expect(await Promise.all(calls)).toEqual(['fine', 'fine']);
  expect(begun).toBe(2);
});

test('a call that is aborted before it begins makes no attempt', async () => {
  const running = policyOf().run({ ...write, signal: AbortSignal.abort('gone') }, () => Promise.resolve(1));
  await expect(running).rejects.toBe('gone');
});

test.each([true, false])('an abort ends an attempt at once with its reason (left: %s)', async (leaves) => {
  const controller = new AbortController();
  const running = policyOf().run({ ...write, signal: controller.signal }, hangs({ leaves }));
  controller.abort('gone');
  await expect(running).rejects.toBe('gone');
});

test('an abort ends a call that waits for its turn at once, with its reason', async () => {
  const policy = policyOf();
  const done = Promise.withResolvers<string>();
  const first = policy.run(write, () => done.promise);
  const controller = new AbortController();
  const second = policy.run({ ...write, signal: controller.signal }, () => done.promise);
  controller.abort('gone');
  await expect(second).rejects.toBe('gone');
  done.resolve('fine');
  await expect(first).resolves.toBe('fine');
});

test('a call leaves no listener on its signal and no timer', async () => {
  const { signal } = new AbortController();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await policyOf().run({ ...write, signal }, () => Promise.resolve(1));
  await policyOf()
    .run({ ...write, signal }, () => Promise.reject(unreachable()))
    .catch(() => undefined);
  expect([getEventListeners(signal, 'abort').length, timers()]).toEqual([0, before]);
});
