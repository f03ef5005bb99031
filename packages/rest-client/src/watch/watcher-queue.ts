import type { StatusError, Username } from '@live-status/domain';
import { isSameStatus } from './picture-entry.ts';
import type { Mark } from './revisions.ts';
import type { WatchEvent } from './watch-event.ts';

export type Snapshot = Extract<WatchEvent, { kind: 'snapshot' }>;
export type Changed = Extract<WatchEvent, { kind: 'changed' }>;
export type Stale = Extract<WatchEvent, { kind: 'stale' }>;

/** One change, as an event for all who have nothing else to be told: its cursor is that of the mark. */
export interface Change {
  readonly event: Changed;
  readonly mark: Mark;
}

/** Where what is told is taken from at the moment at which it is asked for. */
export interface Source {
  readonly snapshot: () => Snapshot;
  /** How far somebody was told who was told everything by now. */
  readonly mark: () => Mark;
}

/**
 * What one watcher has not been told yet: at most one change a user, the latest, and nothing that was undone before it was told.
 * However slowly it is read, it holds no more than that. Nothing is told before the first snapshot, or before it was resumed, but a
 * failure.
 *
 * The cursor of an event says how far the watcher was told with it. A change may wait behind a later one of another user; so a cursor
 * goes on only where nothing else waits, and is the last such one otherwise.
 */
export interface WatcherQueue {
  /** The whole picture is to be told, as it will be when it is asked for. */
  renew(): void;
  /** The watcher knows the picture up to a mark, and is to be told these changes and whether it is up to date then. */
  resume(missed: readonly Change[], from: Mark): void;
  /** Gives whether it took the place of another change that had not been told. */
  changed(change: Change): boolean;
  /** From now on the picture may be out of date; undefined: it is not any more. */
  stale(event: Stale | undefined): void;
  /** The last thing to be told, after all that is pending. */
  fail(error: StatusError): void;
  /** What is to be told next; undefined where there is nothing. */
  take(source: Source): WatchEvent | undefined;
}

const NOWHERE: Mark = { revision: -1, cursor: '' };

/** Makes the queue of a watcher who was told nothing. */
export function createWatcherQueue(): WatcherQueue {
  const pending = new Map<Username, Change>();
  let hasStarted = false;
  let isSnapshotDue = false;
  let staleness: Stale | undefined;
  /** What the watcher takes its picture for; nothing where it has come back and was not told yet. */
  let believed: 'fresh' | 'stale' | undefined;
  /** How far it was told when nothing else waited. */
  let told = NOWHERE;
  let failure: StatusError | undefined;
  let isOver = false;

  const takeSnapshot = ({ snapshot, mark }: Source): WatchEvent => {
    isSnapshotDue = false;
    believed ??= 'fresh';
    told = mark();
    return snapshot();
  };
  const takeStale = (event: Stale): WatchEvent => {
    believed = 'stale';
    return event;
  };
  const takeChange = (): WatchEvent | undefined => {
    for (const [username, { event, mark }] of pending) {
      pending.delete(username);
      if (pending.size > 0) return { ...event, cursor: told.cursor };
      told = mark;
      return event;
    }
    return undefined;
  };
  /** After all changes: what is fresh is what was told by then. */
  const takeEnd = ({ mark }: Source): WatchEvent | undefined => {
    if (hasStarted && staleness !== undefined && believed !== 'stale') return takeStale(staleness);
    if (hasStarted && staleness === undefined && believed !== 'fresh') {
      believed = 'fresh';
      told = mark();
      return { kind: 'fresh', cursor: told.cursor };
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
    resume(missed, from) {
      hasStarted = true;
      told = from;
      for (const change of missed) pending.set(change.event.status.username, change);
    },
    changed(change) {
      if (!hasStarted || isSnapshotDue) return false;
      const { status } = change.event;
      const waiting = pending.get(status.username);
      if (waiting === undefined) {
        pending.set(status.username, change);
        return false;
      }
      const { previous } = waiting.event;
      if (previous !== undefined && isSameStatus(previous, status)) pending.delete(status.username);
      else pending.set(status.username, { ...change, event: { ...change.event, previous } });
      return true;
    },
    stale(event) {
      staleness = event;
    },
    fail(error) {
      failure ??= error;
    },
    take(source) {
      if (isSnapshotDue) return takeSnapshot(source);
      // Whoever has come back is told what was missed first, and then whether that is all.
      if (staleness !== undefined && believed === 'fresh') return takeStale(staleness);
      return takeChange() ?? takeEnd(source);
    },
  };
}
