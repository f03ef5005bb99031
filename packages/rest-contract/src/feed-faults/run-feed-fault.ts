import { expect } from 'vitest';
import type { FaultWatcher } from './fault-watcher.ts';
import { type FeedFault, WITHIN_MS } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';
import { matchesTold } from './told.ts';

/** How long a fault mattered, in milliseconds. */
export interface FaultTimes {
  /** Until it was told that the picture may be out of date. */
  readonly staleMs: number;
  /** Until the picture was right again, or showed a change. */
  readonly rightMs: number;
  /** Connections of the feed that were tried a second, beyond the first few. */
  readonly triesPerSecond: number;
}

/** Whether the picture is what the upstream has: the note of everybody who is watched and has a status, and of nobody else. */
function isRight({ whom }: FeedFault, { picture }: FaultWatcher, upstream: FeedUpstream): boolean {
  const shown = [...upstream.users.values()].filter(
    ({ username, isLicensed }) => isLicensed && (whom === 'everybody' || WATCHED.includes(username)),
  );
  return picture.size === shown.length && shown.every(({ username, note }) => picture.get(username) === note);
}

const WATCHED = ['marty', 'doc'];
/** So many tries go at once. */
const FREE_TRIES = 3;
const MAX_TRIES_PER_SECOND = 10;
const LAST = '100000';

/**
 * Lets a fault happen to somebody who begins to watch, and holds it to what its row says, but for the times, which it gives; then the
 * watcher leaves.
 */
export async function runFeedFault(
  fault: FeedFault,
  upstream: FeedUpstream,
  begin: () => Promise<FaultWatcher & AsyncDisposable>,
): Promise<FaultTimes> {
  const startedAt = performance.now();
  const triesPerSecond = () =>
    (1000 * Math.max(0, upstream.upgrades - FREE_TRIES)) / (performance.now() - startedAt);
  fault.before?.(upstream);
  await using watcher = await begin();
  const isEnd = fault.told.includes('failed');
  if (!fault.told.startsWith('failed')) await watcher.hears('snapshot');
  const beganAt = performance.now();
  await fault.during?.(upstream, watcher);
  if (isEnd) await watcher.hears('failed');
  if (fault.told.includes('stale')) await watcher.hears('stale');
  const staleMs = (watcher.staleAtMs() ?? beganAt) - beganAt;
  const endedAt = performance.now();
  fault.end?.(upstream);
  if (isEnd) {
    expect(watcher.told()).toBe(fault.told);
    return { staleMs, rightMs: 0, triesPerSecond: triesPerSecond() };
  }
  await watcher.until(
    'the picture to be right',
    () => isRight(fault, watcher, upstream) && !watcher.isStale(),
  );
  let rightMs = performance.now() - endedAt;
  await watcher.until(`"${fault.told}"`, () => matchesTold(fault.told, watcher.told()));
  rightMs = Math.max(rightMs, await expectChangesSeen(upstream, watcher));
  expect(
    matchesTold(`${fault.told.replace(/, changed$/, '')}, changed`, watcher.told()),
    watcher.told(),
  ).toBe(true);
  expect(isRight(fault, watcher, upstream), 'the picture in the end').toBe(true);
  await upstream.connected(fault.feeds);
  await watcher.until('it to be fresh', () => !watcher.isStale());
  return { staleMs, rightMs, triesPerSecond: triesPerSecond() };
}

/** Whatever went wrong, what changes afterwards is seen, and nothing from before comes after it. Gives how long that took. */
async function expectChangesSeen(upstream: FeedUpstream, watcher: FaultWatcher): Promise<number> {
  let longestMs = 0;
  for (const username of WATCHED) {
    if (upstream.users.get(username)?.isLicensed !== true) continue;
    const changedAt = performance.now();
    upstream.set(username, LAST);
    await watcher.sees(username, LAST);
    longestMs = Math.max(longestMs, performance.now() - changedAt);
  }
  for (const username of WATCHED) {
    const notes = watcher.notes(username).map(Number);
    expect(notes, `the notes of ${username}`).toEqual(notes.toSorted((a, b) => a - b));
  }
  return longestMs;
}

function isSoon(fault: FeedFault, { staleMs, rightMs, triesPerSecond }: FaultTimes): boolean {
  const { staleWithin = '1 s', staleWithinMs = WITHIN_MS[staleWithin] } = fault;
  const { within, withinMs = WITHIN_MS[within] } = fault;
  return staleMs <= staleWithinMs && rightMs <= withinMs && triesPerSecond <= MAX_TRIES_PER_SECOND;
}

/** A busy machine may be late now and then; what is late by itself is late each time. */
const MAX_RUNS = 3;

/** Runs a fault, again where it was late, and holds it to the times that its row says: whatever else it says must hold each time. */
export async function expectSoon(fault: FeedFault, run: () => Promise<FaultTimes>): Promise<void> {
  let times = await run();
  for (let runs = 1; runs < MAX_RUNS && !isSoon(fault, times); runs += 1) times = await run();
  expect(isSoon(fault, times), JSON.stringify(times)).toBe(true);
}
