import { parseTarget } from '@live-status/domain';
import { type HeldRequest, startHeldUpstream } from '@live-status/rest-contract';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { basicCredentials, createStatusClient } from '../src/index.ts';

const RUNS = 5000;
const WINDOW_MS = 100;

// Time passes only where a history says so; timers and sockets are real.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** The four references to one and the same user. */
const REFERENCES = [{ slug: 'default' }, { id: 'c-1' }].flatMap((coreServer) =>
  [{ username: 'marty' }, { id: 'u-1' }].map((user) => parseTarget({ coreServer, user })),
);
const CREDENTIALS = [basicCredentials('one', 'x'), basicCredentials('two', 'x')];

/** What may happen next. Numbers choose among what there is at that moment. */
type Step =
  | { readonly do: 'read' | 'set'; readonly reference: number; readonly credentials: number }
  | { readonly do: 'serve' | 'answer' | 'lose' | 'abort'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number };

const which = fc.nat({ max: 7 });
const who = { reference: fc.nat({ max: 3 }), credentials: fc.nat({ max: 1 }) };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('read' as const), ...who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), ...who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('serve' as const), which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('answer' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lose' as const, 'abort' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 70 }) }) },
);

/** One read or set as its caller sees it. */
interface Call {
  readonly name: string;
  /** Reads with the same key may share a request. */
  readonly key: string;
  readonly isSet: boolean;
  /** When it began: the number of the step, and the time in milliseconds. */
  readonly beganAt: number;
  readonly beganAtMs: number;
  readonly controller: AbortController;
  readonly end: Promise<unknown>;
  /** The number of the step in which it ended; undefined while it is under way. */
  endedAt: number | undefined;
  /** The call whose request it waits for: its own, or that of the read that it shares one with. */
  readonly leader: Call | undefined;
}

const at = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];

async function check(history: readonly Step[]): Promise<void> {
  await using upstream = await startHeldUpstream();
  let shared = false;
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    timeoutMs: 60_000,
    deadlineMs: 60_000,
    shareWindowMs: WINDOW_MS,
    retry: false,
    breaker: false,
    maxConnections: 1000,
    hooks: {
      onShare: () => {
        shared = true;
      },
    },
  });
  const calls: Call[] = [];
  // Before the client closes, which waits for what is under way.
  using _ = {
    [Symbol.dispose]() {
      for (const { controller } of calls) controller.abort('over');
    },
  };
  const underWay = () => calls.filter(({ endedAt }) => endedAt === undefined);
  const followers = (leader: Call) => underWay().filter((call) => call === leader || call.leader === leader);
  /** The sets that were acknowledged when a call began. */
  const acknowledged = new Map<string, number>();

  /** The request that a read must share by clause GET-5, where there is one. */
  const mustShare = (key: string, now: number): Call | undefined => {
    const lastEnd = Math.max(-1, ...calls.map(({ isSet, endedAt = -1 }) => (isSet ? endedAt : -1)));
    const leaders = calls.filter((call) => !call.isSet && call.leader === undefined && call.key === key);
    const latest = leaders.filter((leader) => followers(leader).length > 0).at(-1);
    if (latest === undefined || latest !== leaders.at(-1)) return undefined;
    return latest.beganAt > lastEnd && now - latest.beganAtMs <= WINDOW_MS ? latest : undefined;
  };

  const begin = async (
    index: number,
    { do: what, reference, credentials }: Extract<Step, { reference: number }>,
  ) => {
    const name = String(index);
    const key = `${reference} ${credentials}`;
    const isSet = what === 'set';
    const controller = new AbortController();
    const beganAtMs = performance.now();
    const leader = isSet ? undefined : mustShare(key, beganAtMs);
    const options = { signal: controller.signal, requestId: name, credentials: CREDENTIALS[credentials] };
    const target = REFERENCES[reference] ?? parseTarget({ coreServer: {}, user: {} });
    const before = upstream.count();
    shared = false;
    const end: Promise<unknown> = isSet
      ? client.setStatus(target, { name: 'Lunch', type: 'away', note: name }, options)
      : client.getStatus(target, options);
    end.catch(() => undefined);
    calls.push({ name, key, isSet, beganAt: index, beganAtMs, controller, end, endedAt: undefined, leader });
    expect(shared, `call ${name} shares a request`).toBe(leader !== undefined);
    if (!shared) await upstream.arrived(before + 1);
  };

  /** Lets those who wait for a request hear of its end, and checks what they hear. */
  const settle = async (index: number, leader: Call | undefined) => {
    for (const call of leader === undefined ? [] : followers(leader)) {
      const result: unknown = await call.end.catch((error: unknown) => error);
      call.endedAt = index;
      if (call.isSet && result === undefined) acknowledged.set(call.name, index);
      if (call.isSet || result instanceof Error) continue;
      const { note, id } = Object(result);
      expect(id, `who asked for what call ${call.name} got`).toBe(leader?.name);
      const missed = upstream.applied
        .slice(upstream.applied.indexOf(note) + 1)
        .filter((set) => (acknowledged.get(set) ?? Number.POSITIVE_INFINITY) < call.beganAt);
      expect(missed, `sets acknowledged before call ${call.name} began that it does not show`).toEqual([]);
    }
  };

  const leaderOf = (request: HeldRequest) => calls.find(({ name }) => name === request.requestId);

  for (const [index, one] of history.entries()) {
    if ('reference' in one) await begin(index, one);
    if (one.do === 'wait') vi.advanceTimersByTime(one.ms);
    if (!('which' in one)) continue;
    if (one.do === 'abort') {
      const call = at(underWay(), one.which);
      if (call === undefined) continue;
      call.controller.abort('gone');
      await call.end.catch(() => undefined);
      call.endedAt = index;
      continue;
    }
    const request = at(upstream.held, one.which);
    if (request === undefined) continue;
    if (one.do === 'serve') request.serve();
    if (one.do === 'answer') request.answer();
    if (one.do === 'lose') request.lose();
    if (one.do !== 'serve') await settle(index, leaderOf(request));
  }
}

it(`GET-5 in ${RUNS} histories of reads, sets, losses and aborts no read misses what had ended before it began, and none asks twice without need`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), check), {
    numRuns: RUNS,
    seed: 20_261_124,
  });
}, 300_000);
