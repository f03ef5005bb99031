import { StatusError } from '@live-status/domain';
import { expect, test, vi } from 'vitest';
import { createCallPolicy, type PolicyAttempt, type PolicyOptions } from './call-policy.ts';
import { Ending } from './ending.ts';
import type { RetryEvent } from './hooks.ts';

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
const write = () => ({ operation: 'write', requestId: 'r-1', ending: new Ending() }) as const;

const unreachable = () => new StatusError('UPSTREAM_UNREACHABLE', 'No connection.', { operation: 'write' });

test('an attempt is told how long it has: what is left until the deadline', async () => {
  const told: number[] = [];
  await policyOf({ deadlineMs: 1000 }).run(write(), async ({ number, leftMs }) => {
    told.push(leftMs);
    if (number === 1) await new Promise((resolve) => setTimeout(resolve, 20));
    if (number === 1) throw unreachable();
  });
  const [first = 0, second = 0] = told;
  expect([first > 900, first <= 1000, second < first - 15]).toEqual([true, true, true]);
});

test('once the deadline has passed nothing is left, not less: Node warns of negative times', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const policy = policyOf({ deadlineMs: 1000 });
    const done = Promise.withResolvers<string>();
    const first = policy.run(write(), () => done.promise);
    const second = policy.run(write(), async ({ leftMs }) => leftMs);
    vi.advanceTimersByTime(1001);
    done.resolve('fine');
    expect(await Promise.all([first, second])).toEqual(['fine', 0]);
  } finally {
    vi.useRealTimers();
  }
});

test('an attempt that fails is made again after a pause, and whoever listens hears of it', async () => {
  const events: RetryEvent[] = [];
  const numbers: number[] = [];
  const running = policyOf({ hooks: { onRetry: (event) => events.push(event) } }).run(
    write(),
    ({ number }) => {
      numbers.push(number);
      return number < 3 ? Promise.reject(unreachable()) : Promise.resolve('fine');
    },
  );
  await expect(running).resolves.toBe('fine');
  expect(numbers).toEqual([1, 2, 3]);
  const event = {
    operation: 'write',
    code: 'UPSTREAM_UNREACHABLE',
    requestId: 'r-1',
    delayMs: expect.any(Number),
  };
  expect(events).toEqual([
    { ...event, attempt: 1 },
    { ...event, attempt: 2 },
  ]);
});

test('at the deadline a write that still waits for its turn was not applied', async () => {
  const policy = policyOf({ deadlineMs: 20 });
  const done = Promise.withResolvers<string>();
  const first = policy.run(write(), () => done.promise);
  const second = policy.run(write(), () => done.promise);
  await expect(second).rejects.toMatchObject({
    code: 'OVERLOADED',
    outcome: 'NOT_APPLIED',
    retryAfterMs: 1000,
  });
  done.resolve('fine');
  await expect(first).resolves.toBe('fine');
});

test('at the deadline a write that waits for its second turn fails as its first attempt did', async () => {
  const policy = policyOf({ deadlineMs: 50 });
  const done = Promise.withResolvers<string>();
  const error = unreachable();
  const repeated = policy.run(write(), () => Promise.reject(error));
  const other = policy.run(write(), () => done.promise);
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
  const calls = [policy.run(write(), attempt), policy.run(write(), attempt)];
  await expect(policy.run(write(), attempt)).rejects.toMatchObject({
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

test('a call that is ended before it begins makes no attempt', async () => {
  const call = write();
  call.ending.end('gone');
  await expect(policyOf().run(call, () => Promise.resolve(1))).rejects.toBe('gone');
});

test('a call that is ended while it waits for its turn ends at once, with the reason', async () => {
  const policy = policyOf();
  const done = Promise.withResolvers<string>();
  const first = policy.run(write(), () => done.promise);
  const call = write();
  const second = policy.run(call, () => done.promise);
  call.ending.end('gone');
  await expect(second).rejects.toBe('gone');
  done.resolve('fine');
  await expect(first).resolves.toBe('fine');
});

test('a call that is ended while it pauses ends at once, with the reason, and leaves no timer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const call = write();
  const running = policyOf({
    deadlineMs: 200_000,
    retry: { initialDelayMs: 100_000, maxDelayMs: 100_000 },
    hooks: { onRetry: () => setImmediate(() => call.ending.end('gone')) },
  }).run(call, () => Promise.reject(unreachable()));
  await expect(running).rejects.toBe('gone');
  expect(timers()).toBe(before);
});

test('a call whose attempt fails because the call was ended is not made again, nor told as a failure', async () => {
  const call = write();
  let attempts = 0;
  const onRetry = () => {
    throw new Error('nothing is repeated');
  };
  const running = policyOf({ retry: false, hooks: { onRetry } }).run(call, () => {
    attempts += 1;
    call.ending.end('gone');
    return Promise.reject(unreachable());
  });
  await expect(running).rejects.toBe('gone');
  expect(attempts).toBe(1);
});

test('whoever waits for the end of a trial waits no longer than its deadline', async () => {
  const policy = policyOf({
    deadlineMs: 30,
    maxConnections: 5,
    retry: false,
    breaker: { consecutiveFailures: 1, halfOpenAfterMs: 1 },
  });
  await policy.run(write(), () => Promise.reject(unreachable())).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const trial = Promise.withResolvers<string>();
  const passes: string[] = [];
  const tried = policy.run(write(), ({ pass }) => {
    passes.push(pass);
    return trial.promise;
  });
  const refused = policy.run(write(), () => trial.promise);
  await expect(refused).rejects.toMatchObject({ code: 'OVERLOADED', outcome: 'NOT_APPLIED' });
  trial.resolve('fine');
  await expect(tried).resolves.toBe('fine');
  expect(passes).toEqual(['trial']);
  await expect(policy.run(write(), async ({ pass }) => pass)).resolves.toBe('usual');
});

test('whoever waited for a trial that succeeds goes on as usual', async () => {
  const policy = policyOf({
    maxConnections: 5,
    retry: false,
    breaker: { consecutiveFailures: 1, halfOpenAfterMs: 1 },
  });
  await policy.run(write(), () => Promise.reject(unreachable())).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const trial = Promise.withResolvers<string>();
  const attempt = async ({ pass }: PolicyAttempt) => `${pass} ${await trial.promise}`;
  const calls = [policy.run(write(), attempt), policy.run(write(), attempt)];
  trial.resolve('fine');
  expect(await Promise.all(calls)).toEqual(['trial fine', 'usual fine']);
});

const take = async (turns: number) => {
  for (let count = 0; count < turns; count += 1) await undefined;
};
/** Opens the breaker, and waits until it would let a trial through. */
async function failOnce(policy: ReturnType<typeof policyOf>) {
  await policy.run(write(), () => Promise.reject(unreachable())).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
}
const turns = Array.from({ length: 12 }, (_, count) => count);

test.each(turns)(
  'a call that ends %i turns after its turn has come makes no attempt from then on',
  async (count) => {
    const policy = policyOf();
    const done = Promise.withResolvers<string>();
    const first = policy.run(write(), () => done.promise);
    const call = write();
    const begun: string[] = [];
    const second = policy.run(call, async () => begun.push('second')).catch((error: unknown) => error);
    done.resolve('fine');
    await take(count);
    const before = [...begun];
    call.ending.end('gone');
    await Promise.all([first, second]);
    expect(begun).toEqual(before);
    await expect(policy.run(write(), async () => 'next')).resolves.toBe('next');
  },
);

test.each(turns)('a call that ends %i turns after a trial makes no attempt from then on', async (count) => {
  const breaker = { consecutiveFailures: 1, halfOpenAfterMs: 1 };
  const policy = policyOf({ maxConnections: 5, retry: false, breaker });
  await failOnce(policy);
  const trial = Promise.withResolvers<string>();
  const tried = policy.run(write(), () => trial.promise);
  const call = write();
  const begun: string[] = [];
  const second = policy.run(call, async () => begun.push('second')).catch((error: unknown) => error);
  await take(20);
  trial.resolve('fine');
  await take(count);
  const before = [...begun];
  call.ending.end('gone');
  await Promise.all([tried, second]);
  expect(begun).toEqual(before);
  expect(policy.breakerState()).toBe('closed');
});

test('whoever waited for a turn while the upstream failed for others is refused, and so is who comes then', async () => {
  const policy = policyOf({ maxConnections: 2, retry: false, breaker: { consecutiveFailures: 1 } });
  const [failing, lasting] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const first = policy.run(write(), () => failing.promise);
  const second = policy.run(write(), () => lasting.promise);
  let begun = 0;
  const attempt = async () => {
    begun += 1;
  };
  const waiting = policy.run(write(), attempt);
  failing.reject(unreachable());
  await expect(first).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' });
  await expect(waiting).rejects.toMatchObject({ code: 'UPSTREAM_CIRCUIT_OPEN', outcome: 'NOT_APPLIED' });
  const others = [lasting.promise, lasting.promise].map((promise) => policy.run(write(), () => promise));
  for (const other of others) await expect(other).rejects.toMatchObject({ code: 'UPSTREAM_CIRCUIT_OPEN' });
  lasting.resolve('fine');
  await expect(second).resolves.toBe('fine');
  expect(begun).toBe(0);
});

test('a failure counts once, however its call ends after it', async () => {
  const policy = policyOf({ deadlineMs: 50, breaker: { consecutiveFailures: 2 } });
  const done = Promise.withResolvers<string>();
  const error = unreachable();
  const repeated = policy.run(write(), () => Promise.reject(error));
  const other = policy.run(write(), () => done.promise);
  await expect(repeated).rejects.toBe(error);
  expect(policy.breakerState()).toBe('closed');
  done.resolve('fine');
  await other;
});
