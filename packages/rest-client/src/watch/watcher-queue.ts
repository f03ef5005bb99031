import type { StatusError, Username } from '@live-status/domain';
import { isSameStatus } from './picture-entry.ts';
import type { WatchEvent, WatchedStatus } from './watch-event.ts';

export type Snapshot = Extract<WatchEvent, { kind: 'snapshot' }>;
export type Staleness = Omit<Extract<WatchEvent, { kind: 'stale' }>, 'kind'>;

/**
 * What one watcher has not been told yet: at most one change a user, the latest, and nothing that was undone before it was told.
 * However slowly it is read, it holds no more than that. Nothing is told before the first snapshot but a failure.
 */
export interface WatcherQueue {
  /** The whole picture is to be told, as it will be when it is asked for. */
  renew(): void;
  changed(status: WatchedStatus, previous: WatchedStatus | undefined): void;
  /** From now on the picture may be out of date; undefined: it is not any more. */
  stale(staleness: Staleness | undefined): void;
  /** The last thing to be told, after all that is pending. */
  fail(error: StatusError): void;
  /** What is to be told next; undefined where there is nothing. */
  take(snapshot: () => Snapshot): WatchEvent | undefined;
}

/** Makes the queue of a watcher who was told nothing. */
export function createWatcherQueue(): WatcherQueue {
  const pending = new Map<Username, { status: WatchedStatus; previous: WatchedStatus | undefined }>();
  let hasStarted = false;
  let isSnapshotDue = false;
  let staleness: Staleness | undefined;
  let isToldStale = false;
  let failure: StatusError | undefined;
  let isOver = false;

  const takeChange = (): WatchEvent | undefined => {
    for (const [username, change] of pending) {
      pending.delete(username);
      return { kind: 'changed', ...change, cursor: 'x.1' };
    }
    return undefined;
  };
  /** After all changes: what is fresh is what was told by then. */
  const takeEnd = (): WatchEvent | undefined => {
    if (isToldStale && staleness === undefined) {
      isToldStale = false;
      return { kind: 'fresh', cursor: 'x.1' };
    }
    if (failure === undefined || isOver) return undefined;
    isOver = true;
    return { kind: 'failed', error: failure };
  };

  return {
    renew() {
      hasStarted = true;
      isSnapshotDue = true;
      pending.clear();
    },
    changed(status, previous) {
      if (!hasStarted || isSnapshotDue) return;
      const before = pending.has(status.username) ? pending.get(status.username)?.previous : previous;
      if (before !== undefined && isSameStatus(before, status)) pending.delete(status.username);
      else pending.set(status.username, { status, previous: before });
    },
    stale(now) {
      staleness = now;
    },
    fail(error) {
      failure ??= error;
    },
    take(snapshot) {
      if (isSnapshotDue) {
        isSnapshotDue = false;
        return snapshot();
      }
      if (hasStarted && staleness !== undefined && !isToldStale) {
        isToldStale = true;
        return { kind: 'stale', ...staleness };
      }
      return takeChange() ?? takeEnd();
    },
  };
}
