import { type Operation, StatusError } from '@live-status/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCallPolicy, type PolicyAttempt } from '../src/call-policy.ts';
import { Ending } from '../src/ending.ts';

const RUNS = 2000;
const SLOTS = 2;
const QUEUED = 3;
const DEADLINE_MS = 60;
const TIMEOUT_MS = 25;
const FAILURES = 3;
const OPEN_MS = 20;

// Time passes only where a history says so, a millisecond at once.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const failed = (...[code, upstreamStatus]: [StatusError['code'], number?]) =>
  new StatusError(code, 'It failed.', { upstreamStatus });
/** How an attempt may end, and what that says of the upstream. */
const ENDS = {
  fine: { verdict: 'well', error: () => undefined },
  missing: { verdict: 'well', error: () => failed('NOT_FOUND', 404) },
  'not taken': { verdict: 'well', error: () => failed('UPSTREAM_BUSY', 408) },
  broken: { verdict: 'ailing', error: () => failed('UPSTREAM_ERROR', 500) },
  lost: { verdict: 'ailing', error: () => failed('UPSTREAM_CONNECTION_LOST') },
  unreachable: { verdict: 'ailing', error: () => failed('UPSTREAM_UNREACHABLE') },
  late: { verdict: 'ailing', error: () => failed('UPSTREAM_TIMEOUT') },
  gone: { verdict: undefined, error: () => 'gone' },
} as const;
type End = keyof typeof ENDS;

/**
 * What may happen next. Numbers choose among what there is at that moment. The next thing may happen before everybody has
 * heard of this one: so many turns of the queue of microtasks later.
 */
type Step = { readonly turns?: number | undefined } & (
  | { readonly do: 'call'; readonly operation: Operation }
  | { readonly do: 'end'; readonly which: number; readonly end: End }
  | { readonly do: 'abort'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
);

const which = fc.nat({ max: 7 });
const turns = fc.option(fc.nat({ max: 12 }), { nil: undefined });
const operation = fc.constantFrom<Operation[]>('read', 'write');
const end = fc.constantFrom<End[]>('fine', 'missing', 'not taken', 'broken', 'lost', 'unreachable');
const doing = <const Name extends string>(name: Name) => fc.constant(name);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: doing('call'), operation, turns }) },
  { weight: 5, arbitrary: fc.record({ do: doing('end'), which, end, turns }) },
  { weight: 2, arbitrary: fc.record({ do: doing('abort'), which, turns }) },
  { weight: 4, arbitrary: fc.record({ do: doing('wait'), ms: fc.nat({ max: 15 }) }) },
);

interface Call {
  readonly name: string;
  readonly ending: Ending;
  readonly beganAtMs: number;
  does: 'waits' | 'tries' | 'pauses' | 'nothing';
  /** The tick in which it began to wait for its turn. */
  since: number;
  pausesUntilMs: number;
  isAborted: boolean;
  attempts: number;
  lastError: unknown;
}

interface Attempt {
  readonly call: Call;
  finish(end: End): void;
}

const at = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];
const take = async (turns: number) => {
  for (let count = 0; count < turns; count += 1) await undefined;
};

async function check(history: readonly Step[]): Promise<void> {
  vi.clearAllTimers();
  const faults: string[] = [];
  const calls: Call[] = [];
  const running: Attempt[] = [];
  let tick = 0;
  // What the breaker has to do, in the fewest words.
  let state = 'closed';
  let row = 0;
  let openedAtMs = 0;
  const open = () => {
    state = 'open';
    openedAtMs = performance.now();
    row = 0;
  };
  const isLeftAlone = () => state === 'open' && performance.now() < openedAtMs + OPEN_MS;

  const judge = (pass: PolicyAttempt['pass'], verdict: 'well' | 'ailing' | undefined) => {
    if (pass === 'trial' && verdict !== 'well') return open();
    if (pass === 'trial') state = 'closed';
    if (verdict === 'well') row = 0;
    if (verdict !== 'ailing' || state !== 'closed') return;
    row += 1;
    if (row === FAILURES) open();
  };

  const policy = createCallPolicy({
    deadlineMs: DEADLINE_MS,
    maxConnections: SLOTS,
    maxQueued: QUEUED,
    retry: { initialDelayMs: 10 },
    breaker: { consecutiveFailures: FAILURES, halfOpenAfterMs: OPEN_MS },
    hooks: {
      onRetry({ requestId, delayMs }) {
        const call = calls[Number(requestId)];
        if (call === undefined) return;
        call.does = 'pauses';
        call.pausesUntilMs = performance.now() + delayMs;
      },
    },
  });

  const attempt = (call: Call, { pass, number, leftMs }: PolicyAttempt): Promise<string> => {
    call.attempts += 1;
    if (number !== call.attempts) faults.push(`${call.name} makes attempt ${number} as ${call.attempts}`);
    if (call.does !== 'waits' || call.isAborted) faults.push(`${call.name} begins while it ${call.does}`);
    if (running.length >= SLOTS) faults.push(`${call.name} has no slot`);
    const isRight = pass === 'usual' ? state === 'closed' : state === 'open' && !isLeftAlone();
    if (!isRight) faults.push(`${call.name} is let through as ${pass} while the breaker is ${state}`);
    if (pass === 'trial') state = 'half-open';
    call.does = 'tries';
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    let ended: End | undefined;
    const finish = (how: End) => {
      if (ended !== undefined) return;
      ended = how;
      clearTimeout(timer);
      call.ending.waitsFor = undefined;
      call.lastError = ENDS[how].error();
      if (how === 'fine') resolve('fine');
      else reject(call.lastError);
    };
    const timer = setTimeout(() => finish('late'), Math.min(TIMEOUT_MS, leftMs));
    const self = { call, finish };
    running.push(self);
    call.ending.waitsFor = { stop: () => finish('gone') };
    // At the very moment when the policy hears of it.
    const onEnd = () => {
      running.splice(running.indexOf(self), 1);
      judge(pass, ENDS[ended ?? 'gone'].verdict);
    };
    promise.then(onEnd, onEnd);
    return promise;
  };

  const waiting = () => calls.filter(({ does }) => does === 'waits');
  const underWay = () => calls.filter(({ does }) => does !== 'nothing');

  /** Whether a call may end like this now. */
  const isTrue = (call: Call, result: unknown): boolean => {
    if (call.isAborted && result === 'gone') return true;
    if (call.does === 'tries') return result === (call.lastError ?? 'fine');
    const isOver = performance.now() >= call.beganAtMs + DEADLINE_MS;
    if (call.attempts > 0 && result === call.lastError) return isOver;
    const { code } = Object(result);
    if (code === 'UPSTREAM_CIRCUIT_OPEN') return isLeftAlone();
    return code === 'OVERLOADED' && (isOver || waiting().length > QUEUED);
  };

  const begin = (operation: Operation) => {
    const call: Call = {
      name: String(calls.length),
      ending: new Ending(),
      beganAtMs: performance.now(),
      does: 'waits',
      since: tick,
      pausesUntilMs: 0,
      isAborted: false,
      attempts: 0,
      lastError: undefined,
    };
    calls.push(call);
    const settle = (result: unknown) => {
      if (!isTrue(call, result)) faults.push(`${call.name} ends with ${result} while it ${call.does}`);
      call.does = 'nothing';
    };
    policy
      .run({ operation, requestId: call.name, ending: call.ending }, (asked) => attempt(call, asked))
      .then(settle, settle);
  };

  /** Lets everybody do what there is to do, and looks whether something is left undone. */
  const look = async () => {
    await take(40);
    tick += 1;
    if (policy.breakerState() !== state) faults.push(`the breaker is ${policy.breakerState()}, not ${state}`);
    for (const call of underWay()) {
      if (call.isAborted) faults.push(`${call.name} was aborted and ${call.does}`);
      if (performance.now() > call.beganAtMs + DEADLINE_MS) faults.push(`${call.name} misses its deadline`);
    }
    const first = Math.min(...waiting().map(({ since }) => since));
    if (first < Number.POSITIVE_INFINITY && state !== 'half-open' && running.length < SLOTS)
      faults.push(`somebody waits beside a slot that is free while the breaker is ${state}`);
    for (const { call } of running)
      if (call.since > first && call.since === tick - 1) faults.push(`${call.name} jumps the queue`);
    if (state === 'half-open' && running.length === 0) faults.push('the trial is lost');
    expect(faults).toEqual([]);
  };

  const wait = async (ms: number) => {
    await look();
    for (let left = ms; left > 0; left -= 1) {
      vi.advanceTimersByTime(1);
      for (const call of calls) {
        if (call.does !== 'pauses' || call.pausesUntilMs > performance.now()) continue;
        call.does = 'waits';
        call.since = tick;
      }
      await look();
    }
  };

  for (const one of history) {
    if (one.do === 'call') begin(one.operation);
    if (one.do === 'end') at(running, one.which)?.finish(one.end);
    if (one.do === 'wait') await wait(one.ms);
    const leaving = one.do === 'abort' ? at(underWay(), one.which) : undefined;
    if (leaving !== undefined) {
      leaving.isAborted = true;
      leaving.ending.end('gone');
    }
    await (one.turns === undefined ? look() : take(one.turns));
  }

  // Whatever happened: in the end nobody is left, no timer, and every slot can be had.
  await wait(DEADLINE_MS + OPEN_MS);
  expect([underWay(), running, vi.getTimerCount()]).toEqual([[], [], 0]);
  begin('read');
  await look();
  running[0]?.finish('fine');
  await look();
  for (let count = 0; count < SLOTS; count += 1) begin('write');
  await look();
  expect(running).toHaveLength(SLOTS);
  for (const { finish } of [...running]) finish('fine');
  await look();
  expect([underWay(), state, vi.getTimerCount()]).toEqual([[], 'closed', 0]);
}

it(`in ${RUNS} histories of calls, failures, aborts and waits every call ends in time and truly, no slot and no trial is lost, and the breaker counts each attempt once`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), check), {
    numRuns: RUNS,
    seed: 20_261_124,
  });
}, 60_000);
