import type { Operation, StatusErrorCode } from '@live-status/domain';
import type { UnreadableReason } from './watch/decode-event.ts';
import type { FeedState } from './watch/rounds.ts';

/** One attempt that ended. Holds no URL, header or credential. */
export interface AttemptEvent {
  readonly operation: Operation;
  /** Counted from 1 within one call. */
  readonly attempt: number;
  readonly durationMs: number;
  readonly requestId: string | undefined;
  /** Undefined where the attempt succeeded; `ABORTED` where the caller went away. */
  readonly code: StatusErrorCode | 'ABORTED' | undefined;
  readonly upstreamStatus: number | undefined;
}

/** A retry that is about to wait. */
export interface RetryEvent {
  readonly operation: Operation;
  /** The attempt that failed, counted from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly code: StatusErrorCode;
  readonly requestId: string | undefined;
}

/** A read that shared a call that was already under way. */
export interface ShareEvent {
  readonly requestId: string | undefined;
}

/** Whether the upstream is being called, left alone, or tried once. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** An event of a feed that could not be read. Holds nothing of what it said. */
export interface UnreadableEvent {
  readonly reason: UnreadableReason;
  /** How many there were of this core server with these credentials, this one included. */
  readonly total: number;
}

/** What has become of one board, which is what each core server with each credentials has that is watched. */
export interface FeedChangeEvent {
  /** Which one, counted from 1 within the client. */
  readonly board: number;
  /** How changes of statuses are learned from now on; `closed`: they are not learned any more, and the number does not come again. */
  readonly state: FeedState | 'closed';
}

/** How long an event of a feed was under way. */
export interface EventLagEvent {
  /** From the event's own time, by the upstream's clock, to its arrival by the clock here: 0 where that would be less. */
  readonly ms: number;
}

/** What a client tells while it works. A hook that throws disturbs no call. */
export interface ClientHooks {
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  readonly onShare?: ((event: ShareEvent) => void) | undefined;
  readonly onBreakerChange?: ((event: { readonly state: BreakerState }) => void) | undefined;
  readonly onUnreadableEvent?: ((event: UnreadableEvent) => void) | undefined;
  /** Each board begins with `down`, and ends with `closed`. */
  readonly onFeedChange?: ((event: FeedChangeEvent) => void) | undefined;
  /** An event of somebody of the core server that is watched has arrived. It only measures, for clocks differ. */
  readonly onEventLag?: ((event: EventLagEvent) => void) | undefined;
  /** A watcher was told a snapshot of so many users. */
  readonly onSnapshot?: ((event: { readonly results: number }) => void) | undefined;
  /** A watcher went on from its cursor without one, and has missed changes of so many users. */
  readonly onResume?: ((event: { readonly changes: number }) => void) | undefined;
  /** A change took the place of another of the same user that so many watchers had not been told: they read slowly. */
  readonly onConflated?: ((event: { readonly watchers: number }) => void) | undefined;
  /**
   * Reads found changes of so many users that the standing feed has not told: is it silent? It is noticed by the reads that are made
   * beside it, within `reconcileEveryMs` and the time that the reads take.
   */
  readonly onMissedEvents?: ((event: { readonly users: number }) => void) | undefined;
}

/** Calls a hook so that its own faults, thrown or rejected, disturb nothing: it observes. */
export function tell<E>(hook: ((event: E) => unknown) | undefined, event: E): void {
  if (hook === undefined) return;
  try {
    const told = hook(event);
    if (told instanceof Promise) told.catch(() => undefined);
  } catch {
    // It only observes.
  }
}
