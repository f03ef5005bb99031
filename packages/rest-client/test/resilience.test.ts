import type { Socket } from 'node:net';
import { parseTarget } from '@live-status/domain';
import { expect, it } from 'vitest';
import {
  type BreakerState,
  createStatusClient,
  type RetryEvent,
  type StatusClientOptions,
} from '../src/index.ts';
import { type RawUpstream, type Script, startRawUpstream } from './raw-upstream.ts';
import { answers, first, GOOD, hang, sends } from './upstream-scripts.ts';

const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
const lunch = { name: 'Lunch', type: 'away' } as const;

const clientOf = (upstream: RawUpstream, options: Partial<StatusClientOptions> = {}) =>
  createStatusClient({
    baseUrl: upstream.origin,
    singleFlight: false,
    retry: { initialDelayMs: 1 },
    ...options,
  });
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => Object(error).code,
  );

it('a Retry-After is waited for before the next attempt', async () => {
  await using upstream = await startRawUpstream(first(answers('503 X', { 'retry-after': '1' }), sends(GOOD)));
  const told: RetryEvent[] = [];
  await using client = clientOf(upstream, { hooks: { onRetry: (event) => told.push(event) } });
  const startedAt = performance.now();
  await client.getStatus(target);
  expect(performance.now() - startedAt).toBeGreaterThan(990);
  expect(told).toMatchObject([{ attempt: 1, code: 'UPSTREAM_BUSY', operation: 'read' }]);
  expect(told[0]?.delayMs).toBeGreaterThanOrEqual(1000);
});

it('idle connections that all turn out to be dead open no breaker, and are not waited for', async () => {
  const answered = new WeakSet<Socket>();
  const resetOnReuse: Script = (socket) => {
    if (answered.has(socket)) socket.resetAndDestroy();
    else socket.write(GOOD);
    answered.add(socket);
  };
  await using upstream = await startRawUpstream(resetOnReuse);
  const retries: number[] = [];
  await using client = clientOf(upstream, {
    breaker: { consecutiveFailures: 2 },
    hooks: { onRetry: ({ delayMs }) => retries.push(delayMs) },
  });
  const crowd = () => Promise.all(Array.from({ length: 20 }, () => codeOf(client.getStatus(target))));
  const all = Array.from({ length: 20 }, () => 'ok');
  expect(await crowd()).toEqual(all);
  expect([await crowd(), client.breakerState]).toEqual([all, 'closed']);
  expect(retries).toEqual(Array.from({ length: 20 }, () => 0));
});

it('without retries a read is sent once', async () => {
  await using upstream = await startRawUpstream(answers('500 X'));
  await using client = clientOf(upstream, { retry: false });
  expect(await codeOf(client.getStatus(target))).toBe('UPSTREAM_ERROR');
  expect(upstream.requests).toHaveLength(1);
});

it('a write that never left is sent again, and once it has left never more', async () => {
  await using upstream = await startRawUpstream(hang);
  await upstream.refuse();
  await using client = clientOf(upstream, {
    deadlineMs: 300,
    hooks: { onRetry: () => void upstream.listen() },
  });
  await expect(client.setStatus(target, lunch)).rejects.toMatchObject({
    code: 'UPSTREAM_TIMEOUT',
    outcome: 'UNKNOWN',
    retryable: false,
  });
  expect(upstream.requests).toHaveLength(1);
});

/** An upstream that fails until it is told to be well. */
async function startAiling(script: Script) {
  let well = false;
  const upstream = await startRawUpstream((socket, request) =>
    well ? socket.write(GOOD) : script(socket, request),
  );
  const recover = () => {
    well = true;
  };
  return { upstream, recover, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
}

const failing: [string, Script][] = [
  ['answers 500', answers('500 X')],
  ['answers 503 with Retry-After', answers('503 X', { 'retry-after': '9' })],
  ['hangs', hang],
  ['resets connections', (socket) => socket.resetAndDestroy()],
];
it.each(failing)(
  'an upstream that %s is left alone, tried once, and used again when it is well',
  async (_, script) => {
    await using ailing = await startAiling(script);
    const { upstream, recover } = ailing;
    const states: BreakerState[] = [];
    await using client = clientOf(upstream, {
      timeoutMs: 50,
      retry: false,
      breaker: { consecutiveFailures: 2, halfOpenAfterMs: 1000 },
      hooks: { onBreakerChange: ({ state }) => states.push(state) },
    });
    for (let count = 0; count < 2; count += 1) await codeOf(client.getStatus(target));
    expect(client.breakerState).toBe('open');
    await expect(client.setStatus(target, lunch)).rejects.toMatchObject({
      code: 'UPSTREAM_CIRCUIT_OPEN',
      outcome: 'NOT_APPLIED',
      retryable: true,
      retryAfterMs: expect.toSatisfy((ms) => ms >= 0 && ms <= 1000),
    });
    expect(upstream.requests).toHaveLength(2);
    recover();
    await expect.poll(() => codeOf(client.getStatus(target)), { timeout: 5000 }).toBe('ok');
    expect(upstream.requests).toHaveLength(3);
    expect(states).toEqual(['open', 'half-open', 'closed']);
  },
);

it('a refused connection opens the breaker too', async () => {
  await using upstream = await startRawUpstream(hang);
  await upstream.refuse();
  await using client = clientOf(upstream, { breaker: { consecutiveFailures: 3 } });
  expect(await codeOf(client.getStatus(target))).toBe('UPSTREAM_UNREACHABLE');
  expect(client.breakerState).toBe('open');
});

it.each(['401 X', '403 X', '404 X', '408 X', '422 X', '429 X'])(
  '%s never opens the breaker',
  async (line) => {
    await using upstream = await startRawUpstream(answers(line));
    await using client = clientOf(upstream, { breaker: { consecutiveFailures: 1 }, retry: false });
    for (let count = 0; count < 3; count += 1) await codeOf(client.getStatus(target));
    expect(client.breakerState).toBe('closed');
    expect(upstream.requests).toHaveLength(3);
  },
);

it('a breaker that is switched off leaves nothing alone', async () => {
  await using upstream = await startRawUpstream(answers('500 X'));
  await using client = clientOf(upstream, { breaker: false, retry: false });
  for (let count = 0; count < 20; count += 1) await codeOf(client.getStatus(target));
  expect([client.breakerState, upstream.requests.length]).toEqual(['closed', 20]);
});

it('what finds no connection waits its turn, and past the queue is refused at once', async () => {
  const waiting: (() => void)[] = [];
  await using upstream = await startRawUpstream((socket) => waiting.push(() => socket.write(GOOD)));
  await using client = clientOf(upstream, { maxConnections: 2, maxQueued: 1 });
  const calls = [1, 2, 3].map(() => client.getStatus(target));
  await expect.poll(() => waiting.length).toBe(2);
  await expect(client.setStatus(target, lunch)).rejects.toMatchObject({
    code: 'OVERLOADED',
    outcome: 'NOT_APPLIED',
    retryable: true,
    retryAfterMs: 1000,
  });
  for (const answerNow of waiting.splice(0)) answerNow();
  await expect.poll(() => waiting.length).toBe(1);
  for (const answerNow of waiting) answerNow();
  expect(await Promise.all(calls)).toHaveLength(3);
  expect([upstream.requests.length, upstream.connections()]).toEqual([3, 2]);
});
