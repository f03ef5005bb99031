import { isStatusError, type Operation, type StatusError, type StatusErrorCode } from '@live-status/domain';
import { isStale } from './stale.ts';

/** How reads (and writes that never left) are repeated. */
export interface RetryOptions {
  /** All attempts of one call together: 3 unless given. */
  readonly maxAttempts?: number | undefined;
  /** The first wait is a random time up to this, each further one up to twice as long: 100 ms unless given. What failed for its idle connection alone is not waited for. */
  readonly initialDelayMs?: number | undefined;
  /** No random wait is longer: 2 000 ms unless given. */
  readonly maxDelayMs?: number | undefined;
}

/** An attempt that failed. */
export interface FailedAttempt {
  readonly operation: Operation;
  /** Counted from 1 within one call. */
  readonly number: number;
  readonly error: unknown;
  /** Until the deadline of the call. A wait that would end past it, or in its last millisecond, is not begun. */
  readonly leftMs: number;
}

/** An attempt that is to be made again. */
export interface Repetition {
  readonly code: StatusErrorCode;
  readonly delayMs: number;
}

/** Timers tell no less apart: the rest of the last millisecond is no time for an attempt. */
const TICK_MS = 1;

const REPEATABLE: Readonly<Record<Operation, ReadonlySet<StatusErrorCode>>> = {
  read: new Set([
    'UPSTREAM_BUSY',
    'UPSTREAM_UNREACHABLE',
    'UPSTREAM_TIMEOUT',
    'UPSTREAM_CONNECTION_LOST',
    'UPSTREAM_ERROR',
  ]),
  // Of a write that may have left nobody knows whether sending it again would undo a later one.
  write: new Set(['UPSTREAM_UNREACHABLE']),
};

/** A 408 says that the request was not taken (clause ERR-4): it repeats a write as safely as a read. */
const isRepeatable = (operation: Operation, { code, upstreamStatus }: StatusError): boolean =>
  REPEATABLE[operation].has(code) || upstreamStatus === 408;

/** Whether, and after which wait, an attempt that failed is to be made again; undefined where no repetition mends it. */
export function repetitionOf(
  options: false | RetryOptions,
  { operation, number, error, leftMs }: FailedAttempt,
): Repetition | undefined {
  const {
    maxAttempts = 3,
    initialDelayMs = 100,
    maxDelayMs = 2000,
  } = options === false ? { maxAttempts: 1 } : options;
  if (number >= maxAttempts || !isStatusError(error) || !isRepeatable(operation, error)) return undefined;
  const { code, retryAfterMs = 0 } = error;
  const jitterMs = Math.random() * Math.min(maxDelayMs, initialDelayMs * 2 ** (number - 1));
  const delayMs = isStale(error) ? 0 : retryAfterMs + jitterMs;
  return delayMs < leftMs - TICK_MS ? { code, delayMs } : undefined;
}
