import { isStatusError, type Operation, type StatusError, type StatusErrorCode } from '@live-status/domain';
import { type ClientHooks, tell } from './hooks.ts';
import { raceAbort } from './single-flight.ts';
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

/** The call that is repeated. */
export interface RetryContext {
  readonly options: false | RetryOptions;
  readonly operation: Operation;
  readonly requestId: string | undefined;
  /** In milliseconds since the epoch. A wait that would end past it is not begun. */
  readonly deadlineAt: number;
  /** Ends a wait. */
  readonly signal: AbortSignal;
  readonly onRetry: ClientHooks['onRetry'];
}

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

/** Makes attempts, numbered from 1, until one succeeds, or fails in a way that no repetition mends, or time is up. */
export async function repeat<T>(context: RetryContext, attempt: (number: number) => Promise<T>): Promise<T> {
  const { options, operation, requestId, deadlineAt, signal, onRetry } = context;
  const {
    maxAttempts = 3,
    initialDelayMs = 100,
    maxDelayMs = 2000,
  } = options === false ? { maxAttempts: 1 } : options;
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (number >= maxAttempts || !isStatusError(error)) throw error;
      const { code, retryAfterMs = 0 } = error;
      const jitterMs = Math.random() * Math.min(maxDelayMs, initialDelayMs * 2 ** (number - 1));
      const delayMs = isStale(error) ? 0 : retryAfterMs + jitterMs;
      if (!isRepeatable(operation, error) || Date.now() + delayMs >= deadlineAt) throw error;
      tell(onRetry, { operation, attempt: number, delayMs, code, requestId });
      await wait(delayMs, signal);
    }
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await raceAbort(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}
