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
  /** The whole picture is to be told, as it will be when it is asked for; right behind it whether it is stale, or has become fresh. */
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
export const createWatcherQueue = (): WatcherQueue => new Queue();

/** A class, because there may be ten thousand of them: functions of its own would make each four times as large. */
class Queue implements WatcherQueue {
  /** Made for the first change that waits: nothing waits for most watchers most of the time. */
  #pending: Map<Username, Change> | undefined;
  #hasStarted = false;
  #isSnapshotDue = false;
  #staleness: Stale | undefined;
  /**
   * What the watcher takes its picture for; nothing where it has come back and was not told yet. After a snapshot that came behind
   * `stale` it may be either: some take what they are shown for fresh, and some only what they are told is.
   */
  #believed: 'fresh' | 'stale' | 'either' | undefined;
  /** How far it was told when nothing else waited. */
  #told = NOWHERE;
  #failure: StatusError | undefined;
  #isOver = false;

  renew(): void {
    this.#hasStarted = true;
    this.#isSnapshotDue = true;
    this.#pending = undefined;
  }

  resume(missed: readonly Change[], from: Mark): void {
    this.#hasStarted = true;
    this.#told = from;
    for (const change of missed) this.#wait(change);
  }

  changed(change: Change): boolean {
    if (!this.#hasStarted || this.#isSnapshotDue) return false;
    const { status } = change.event;
    const waiting = this.#pending?.get(status.username);
    if (waiting === undefined) {
      this.#wait(change);
      return false;
    }
    const { previous } = waiting.event;
    if (previous !== undefined && isSameStatus(previous, status)) this.#pending?.delete(status.username);
    else this.#wait({ ...change, event: { ...change.event, previous } });
    return true;
  }

  stale(event: Stale | undefined): void {
    this.#staleness = event;
  }

  fail(error: StatusError): void {
    this.#failure ??= error;
  }

  take(source: Source): WatchEvent | undefined {
    if (this.#isSnapshotDue) return this.#takeSnapshot(source);
    // Whoever has come back is told what was missed first, and then whether that is all.
    const mayBelieveFresh = this.#believed === 'fresh' || this.#believed === 'either';
    if (this.#staleness !== undefined && mayBelieveFresh) return this.#takeStale(this.#staleness);
    return this.#takeChange() ?? this.#takeEnd(source);
  }

  #wait(change: Change): void {
    this.#pending ??= new Map();
    this.#pending.set(change.event.status.username, change);
  }

  #takeSnapshot({ snapshot, mark }: Source): WatchEvent {
    this.#isSnapshotDue = false;
    this.#believed = this.#believed === undefined || this.#believed === 'fresh' ? 'fresh' : 'either';
    this.#told = mark();
    return snapshot();
  }

  #takeStale(event: Stale): WatchEvent {
    this.#believed = 'stale';
    return event;
  }

  #takeChange(): WatchEvent | undefined {
    const pending = this.#pending;
    if (pending === undefined) return undefined;
    for (const [username, { event, mark }] of pending) {
      pending.delete(username);
      if (pending.size > 0) return { ...event, cursor: this.#told.cursor };
      this.#pending = undefined;
      this.#told = mark;
      return event;
    }
    return undefined;
  }

  /** After all changes: what is fresh is what was told by then. */
  #takeEnd({ mark }: Source): WatchEvent | undefined {
    if (this.#hasStarted && this.#staleness !== undefined && this.#believed !== 'stale')
      return this.#takeStale(this.#staleness);
    if (this.#hasStarted && this.#staleness === undefined && this.#believed !== 'fresh') {
      this.#believed = 'fresh';
      this.#told = mark();
      return { kind: 'fresh', cursor: this.#told.cursor };
    }
    if (this.#failure === undefined || this.#isOver) return undefined;
    this.#isOver = true;
    return { kind: 'failed', error: this.#failure };
  }
}
