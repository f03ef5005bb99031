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
}

/** What the picture is to be: the note of everybody who has a status. */
function isRight({ picture }: FaultWatcher, upstream: FeedUpstream): boolean {
  const licensed = [...upstream.users.values()].filter(
    ({ username, isLicensed }) => isLicensed && WATCHED.includes(username),
  );
  return (
    licensed.every(({ username, note }) => picture.get(username) === note) &&
    [...picture.keys()].every((username) => upstream.users.get(username)?.isLicensed === true)
  );
}

const WATCHED = ['marty', 'doc'];
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
    return { staleMs, rightMs: 0 };
  }
  await watcher.until('the picture to be right', () => isRight(watcher, upstream) && !watcher.isStale());
  let rightMs = performance.now() - endedAt;
  await watcher.until(`"${fault.told}"`, () => matchesTold(fault.told, watcher.told()));
  rightMs = Math.max(rightMs, await expectChangesSeen(upstream, watcher));
  expect(
    matchesTold(`${fault.told.replace(/, changed$/, '')}, changed`, watcher.told()),
    watcher.told(),
  ).toBe(true);
  await upstream.connected(fault.feeds);
  await watcher.until('it to be fresh', () => !watcher.isStale());
  return { staleMs, rightMs };
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

/** Whether that is as soon as the row says. */
export function isSoon(fault: FeedFault, { staleMs, rightMs }: FaultTimes): boolean {
  const { staleWithin = '60 s', within, withinMs = WITHIN_MS[within] } = fault;
  return staleMs <= WITHIN_MS[staleWithin] && rightMs <= withinMs;
}
