import type { Username, UserRef } from '@live-status/domain';
import type { Watcher } from './audience.ts';
import { judgeFailure } from './judge-failure.ts';
import type { Picture } from './picture.ts';
import { type Entry, shownOf } from './picture-entry.ts';
import type { WatchedStatus, WatchFailure } from './watch-event.ts';
import type { Snapshot } from './watcher-queue.ts';

/** The picture as one watcher is shown it; `everybody` is whom the directory lists. */
export function takeSnapshot(
  { persons }: Watcher,
  { entries }: Picture,
  everybody: Iterable<Username>,
): Pick<Snapshot, 'kind' | 'statuses' | 'failures'> {
  const statuses = new Map<Username, WatchedStatus>();
  const failures: WatchFailure[] = [];
  const add = (entry: Entry | undefined, user: UserRef, isNamed: boolean): void => {
    if (entry?.value !== undefined) statuses.set(entry.username, shownOf({ ...entry, value: entry.value }));
    // Whoever is not licensed, or has gone, is none of everybody.
    else if (entry?.failure !== undefined && (isNamed || judgeFailure(entry.failure).kind === 'failed'))
      failures.push({ user, error: entry.failure });
  };
  for (const { ref, username, failure } of persons ?? []) {
    if (username !== undefined) add(entries.get(username), ref, true);
    else if (failure !== undefined) failures.push({ user: ref, error: failure });
  }
  if (persons === undefined)
    for (const username of everybody) add(entries.get(username), { username }, false);
  return { kind: 'snapshot', statuses: [...statuses.values()], failures };
}
