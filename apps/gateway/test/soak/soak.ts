import { type AppliedSet, findBrokenReads, type RecordedCall } from '@live-status/rest-contract';
import { expect, test } from 'vitest';
import { heapOf } from '../attacks.ts';
import { type ChildGateway, startChildGateway } from '../child.ts';
import { callFor, type Round } from './callers.ts';
import { startFaultyProxy } from './faulty-proxy.ts';
import { createSoakUpstream } from './upstream.ts';

// biome-ignore lint/style/noProcessEnv: how long is said by whoever has the time.
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 3);
const CALLERS = 200;
const ROUND_MS = 20_000;
const WINDOW_MS = 100;
/** Those that may be used, and some that this side still counts while they are being closed. */
const MOST_CONNECTIONS = 64 + 16;
/** What a heap may grow by from its second round on, in bytes, whatever the number of rounds. */
const GROWTH = 10e6;
const PASSWORD = 'soak-secret-8812';

const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');
const total = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** What the heap cannot do without: the least of a few looks, for the collection that each asks for comes when it comes. */
async function leastHeap(child: ChildGateway): Promise<number> {
  const looks: number[] = [];
  while (looks.length < 5) looks.push(await heapOf(child));
  return Math.min(...looks);
}

/**
 * A set has ended in the gateway before it is read back, and then the next one takes its turn, while the caller has heard of nothing
 * yet: all that the caller's end says of reads behind it is that the set itself counts, or that it had begun.
 */
function asFarAsKnown(calls: readonly RecordedCall[], applied: readonly AppliedSet[]): RecordedCall[] {
  const appliedAt = new Map(applied.map(({ note, at }) => [note, at]));
  return calls.map((call) => {
    if (call.kind === 'read') return call;
    const at = appliedAt.get(call.note ?? '') ?? call.beganAt;
    return { ...call, partsAt: at > call.endedAt ? call.beganAt : at };
  });
}

/** What is not true of what the callers of a round were told, one sentence for each. */
function findUntruths(round: Round, applied: readonly AppliedSet[], before: readonly AppliedSet[]): string[] {
  const order = new Map(applied.map(({ note }, index) => [note, index]));
  const outcomes = [...round.outcomes].flatMap(([note, outcome]) => {
    if (outcome === 'APPLIED' && !order.has(note)) return [`${note} is said to be applied and is not.`];
    if (outcome === 'NOT_APPLIED' && order.has(note)) return [`${note} is said not to be applied and is.`];
    return [];
  });
  const readBack = round.readBack.flatMap(({ user, note, shown }) =>
    (order.get(shown) ?? -1) < (order.get(note) ?? -1)
      ? [`The set ${note} of ${user} is answered with ${shown}.`]
      : [],
  );
  const twice = applied.length === order.size ? [] : ['Some set was applied twice.'];
  const reads = findBrokenReads(asFarAsKnown(round.calls, applied), [...before, ...applied], WINDOW_MS);
  return [...outcomes, ...readBack, ...twice, ...reads, ...round.puzzles];
}

test(
  `for ${MINUTES} minutes ${CALLERS} callers are told nothing but the truth through a proxy that fails at random`,
  async () => {
    const upstream = createSoakUpstream();
    await using proxy = await startFaultyProxy(upstream, 40);
    await using child = await startChildGateway({
      UPSTREAM_URL: `${proxy.origin}/communication_manager`,
      UPSTREAM_AUTH: 'service',
      UPSTREAM_USERNAME: 'gateway',
      UPSTREAM_PASSWORD: PASSWORD,
      CORE_SERVERS: 'default=c',
      UPSTREAM_TIMEOUT_MS: '2000',
      UPSTREAM_DEADLINE_MS: '4000',
      LOG_LEVEL: 'error',
    });
    const heaps: number[] = [];
    const outcomes = new Map<string, number>();
    const codes = new Map<string, number>();
    const notApplied = new Set<string>();
    const everApplied = new Set<string>();
    const lastOf = new Map<string, AppliedSet>();
    let reads = 0;
    const until = performance.now() + MINUTES * 60_000;
    while (performance.now() < until) {
      const round = await callFor(child.url, CALLERS, Math.min(ROUND_MS, until - performance.now()));
      const applied = upstream.takeApplied();
      expect(findUntruths(round, applied, [...lastOf.values()])).toEqual([]);
      for (const set of applied) {
        // A set that the proxy held back may count late, but never if it was said not to, and never again.
        expect([set.note, everApplied.has(set.note), notApplied.has(set.note)]).toEqual([
          set.note,
          false,
          false,
        ]);
        everApplied.add(set.note);
        lastOf.set(set.user, set);
      }
      for (const [note, outcome] of round.outcomes) {
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (outcome === 'NOT_APPLIED') notApplied.add(note);
      }
      for (const [code, count] of round.codes) codes.set(code, (codes.get(code) ?? 0) + count);
      reads += round.calls.filter(({ kind }) => kind === 'read').length;
      heaps.push(await leastHeap(child));
    }
    const [, settled = 0] = heaps;
    const grown = Math.max(...heaps.slice(1)) - settled;
    const megabytes = heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ');
    console.log(`${reads} reads, ${total(outcomes)} sets
outcomes of sets: ${listed(outcomes)}
errors that callers saw: ${listed(codes)}
what the proxy did: ${listed(proxy.did)}
connections to it at once, at most: ${proxy.mostOpen()}
heap after each round, in MB: ${megabytes}`);
    expect(proxy.mostOpen()).toBeLessThanOrEqual(MOST_CONNECTIONS);
    expect(grown).toBeLessThan(GROWTH);
    expect(child.logged()).toBe('');
  },
  (MINUTES + 2) * 60_000,
);
