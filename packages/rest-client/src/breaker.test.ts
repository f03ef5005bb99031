import { StatusError, type StatusErrorCode } from '@live-status/domain';
import { expect, test, vi } from 'vitest';
import { type BreakerOptions, createBreaker } from './breaker.ts';
import type { BreakerState } from './hooks.ts';
import { judgeStale } from './stale.ts';

function setUp(options: false | BreakerOptions = { consecutiveFailures: 2, halfOpenAfterMs: 20 }) {
  const states: BreakerState[] = [];
  const breaker = createBreaker(options, { onBreakerChange: ({ state }) => states.push(state) });
  const execute = async <T>(attempt: () => Promise<T>): Promise<T> => {
    let pass = breaker.admit('read');
    while (typeof pass !== 'string') {
      await pass;
      pass = breaker.admit('read');
    }
    try {
      const result = await attempt();
      breaker.succeeded(pass);
      return result;
    } catch (error) {
      breaker.failed(pass, error);
      throw error;
    }
  };
  const fail = (error: unknown) => execute(() => Promise.reject(error)).catch((thrown: unknown) => thrown);
  return { breaker, states, execute, fail };
}

const error = (code: StatusErrorCode, upstreamStatus?: number) =>
  new StatusError(code, 'It failed.', { upstreamStatus });
const down = error('UPSTREAM_UNREACHABLE');
const whenHalfOpen = () => new Promise((resolve) => setTimeout(resolve, 25));

test.each<[StatusErrorCode, number | undefined, BreakerState]>([
  ['UPSTREAM_ERROR', 500, 'open'],
  ['UPSTREAM_ERROR', 599, 'open'],
  ['UPSTREAM_BUSY', 503, 'open'],
  ['UPSTREAM_TIMEOUT', undefined, 'open'],
  ['UPSTREAM_UNREACHABLE', undefined, 'open'],
  ['UPSTREAM_CONNECTION_LOST', undefined, 'open'],
  ['UPSTREAM_BUSY', 429, 'closed'],
  ['UPSTREAM_REJECTED', 499, 'closed'],
  ['NOT_FOUND', 404, 'closed'],
  ['UPSTREAM_AUTH_FAILED', 401, 'closed'],
  ['UPSTREAM_BAD_RESPONSE', 200, 'closed'],
  ['OVERLOADED', undefined, 'closed'],
])('after %s with %o twice in a row it is %s', async (code, upstreamStatus, state) => {
  const { breaker, fail } = setUp();
  await fail(error(code, upstreamStatus));
  expect(breaker.state()).toBe('closed');
  await fail(error(code, upstreamStatus));
  expect(breaker.state()).toBe(state);
});

test('an abort counts for nothing', async () => {
  const { breaker, fail } = setUp();
  for (const reason of [down, new Error('gone')]) await fail(reason);
  expect(breaker.state()).toBe('closed');
  await fail(down);
  expect(breaker.state()).toBe('open');
});

test('a connection that died idle counts for nothing: neither for a failure nor for a success', async () => {
  const { breaker, fail } = setUp();
  const ofConnection = error('UPSTREAM_CONNECTION_LOST');
  judgeStale(ofConnection);
  for (const reason of [down, ofConnection, ofConnection]) await fail(reason);
  expect(breaker.state()).toBe('closed');
  await fail(down);
  expect(breaker.state()).toBe('open');
});

test.each<[string, (breaker: ReturnType<typeof setUp>) => Promise<unknown>]>([
  ['a success', ({ execute }) => execute(() => Promise.resolve(1))],
  ['a 404', ({ fail }) => fail(error('NOT_FOUND', 404))],
])('%s ends the row of failures', async (_, between) => {
  const set = setUp();
  await set.fail(down);
  await between(set);
  await set.fail(down);
  expect(set.breaker.state()).toBe('closed');
});

test('while it is open nothing is tried, and whoever asks is told when to come again', async () => {
  const { execute, fail } = setUp({ consecutiveFailures: 1, halfOpenAfterMs: 5000 });
  await fail(down);
  let tried = 0;
  const refused = execute(async () => {
    tried += 1;
  });
  await expect(refused).rejects.toMatchObject({
    code: 'UPSTREAM_CIRCUIT_OPEN',
    retryAfterMs: expect.toSatisfy((ms: number) => ms > 4000 && ms <= 5000),
  });
  expect(tried).toBe(0);
});

test('from the very moment on that was told, one attempt is let through', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const breaker = createBreaker({ consecutiveFailures: 1, halfOpenAfterMs: 20 }, {});
    breaker.failed('usual', down);
    vi.advanceTimersByTime(19);
    expect(() => breaker.admit('read')).toThrow(expect.objectContaining({ retryAfterMs: 1 }));
    vi.advanceTimersByTime(1);
    expect([breaker.state(), breaker.admit('read'), breaker.state()]).toEqual(['open', 'trial', 'half-open']);
  } finally {
    vi.useRealTimers();
  }
});

test('unless said otherwise it opens after ten failures', async () => {
  const { breaker, fail } = setUp({});
  for (let count = 0; count < 9; count += 1) await fail(down);
  expect(breaker.state()).toBe('closed');
  await fail(down);
  expect(breaker.state()).toBe('open');
});

test('switched off it never opens', async () => {
  const { breaker, fail, states } = setUp(false);
  for (let count = 0; count < 50; count += 1) expect(await fail(down)).toBe(down);
  expect([breaker.state(), states]).toEqual(['closed', []]);
});

test('half open it lets one attempt through while the others wait for its end, and closes where it succeeds', async () => {
  const { fail, execute, states } = setUp();
  for (const reason of [down, down]) await fail(reason);
  await whenHalfOpen();
  const trial = Promise.withResolvers<string>();
  let tried = 0;
  const attempt = () => {
    tried += 1;
    return trial.promise;
  };
  const calls = [execute(attempt), execute(attempt), execute(attempt)];
  await new Promise((resolve) => setImmediate(resolve));
  expect([tried, states]).toEqual([1, ['open', 'half-open']]);
  trial.resolve('fine');
  expect(await Promise.all(calls)).toEqual(['fine', 'fine', 'fine']);
  expect([tried, states]).toEqual([3, ['open', 'half-open', 'closed']]);
});

test.each<[string, unknown, BreakerState]>([
  ['fails', down, 'open'],
  ['is answered with 500', error('UPSTREAM_ERROR', 500), 'open'],
  ['is aborted, which proves nothing,', new Error('gone'), 'open'],
  ['finds no place, which proves nothing,', error('OVERLOADED'), 'open'],
  ['is answered with 404', error('NOT_FOUND', 404), 'closed'],
])('after a trial that %s it is as it should be', async (_, reason, state) => {
  const { breaker, fail, states } = setUp();
  for (const first of [down, down]) await fail(first);
  await whenHalfOpen();
  expect(await fail(reason)).toBe(reason);
  expect([breaker.state(), states]).toEqual([state, ['open', 'half-open', state]]);
});

test.each<[string, (usual: PromiseWithResolvers<string>) => void]>([
  ['succeeds', ({ resolve }) => resolve('fine')],
  ['fails', ({ reject }) => reject(down)],
])('an attempt from before that %s while another is tried decides nothing', async (_, end) => {
  const { fail, execute, states } = setUp();
  const usual = Promise.withResolvers<string>();
  const old = execute(() => usual.promise).catch(() => undefined);
  for (const reason of [down, down]) await fail(reason);
  await whenHalfOpen();
  const trial = Promise.withResolvers<string>();
  const tried = execute(() => trial.promise);
  end(usual);
  await old;
  expect(states).toEqual(['open', 'half-open']);
  trial.resolve('fine');
  await tried;
  expect(states).toEqual(['open', 'half-open', 'closed']);
});

test('an attempt from before that fails while nothing is tried keeps nothing open for longer', async () => {
  const { fail, execute, states } = setUp({ consecutiveFailures: 1, halfOpenAfterMs: 20 });
  const usual = Promise.withResolvers<string>();
  const old = execute(() => usual.promise).catch(() => undefined);
  await fail(down);
  usual.reject(down);
  await old;
  expect(states).toEqual(['open']);
});
