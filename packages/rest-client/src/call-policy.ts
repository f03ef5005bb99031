import { isStatusError, type Operation, type StatusErrorCode } from '@live-status/domain';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  noop,
  retry,
  wrap,
} from 'cockatiel';
import { failure } from './failure.ts';
import { type BreakerState, type ClientHooks, tell } from './hooks.ts';
import { raceAbort } from './single-flight.ts';

/** How reads (and writes that never left) are repeated. */
export interface RetryOptions {
  /** All attempts of one call together: 3 unless given. */
  readonly maxAttempts?: number | undefined;
  /** The first wait is a random time up to this, each further one up to twice as long: 100 ms unless given. */
  readonly initialDelayMs?: number | undefined;
  /** No random wait is longer: 2 000 ms unless given. */
  readonly maxDelayMs?: number | undefined;
}

/** When an upstream that fails is left alone. */
export interface BreakerOptions {
  /** Failures in a row that open it: 10 unless given. 4xx answers are no failures. */
  readonly consecutiveFailures?: number | undefined;
  /** How long it stays open before one call is let through, in milliseconds: 5 000 unless given. */
  readonly halfOpenAfterMs?: number | undefined;
}

export interface PolicyOptions {
  readonly deadlineMs: number;
  readonly maxConnections: number;
  readonly maxQueued: number;
  readonly retry: false | RetryOptions;
  readonly breaker: false | BreakerOptions;
  readonly hooks: ClientHooks;
}

/** One call as the policy sees it. */
export interface PolicyCall {
  readonly operation: Operation;
  readonly requestId: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Attempts, deadline, breaker and bounded concurrency around whatever a call does. */
export interface CallPolicy {
  readonly breakerState: () => BreakerState;
  run<T>(call: PolicyCall, attempt: (signal: AbortSignal, number: number) => Promise<T>): Promise<T>;
}

const TRIPS: ReadonlySet<StatusErrorCode> = new Set([
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_CONNECTION_LOST',
]);
const REPEATABLE_READS: ReadonlySet<StatusErrorCode> = new Set([...TRIPS, 'UPSTREAM_BUSY']);
const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
};

/** Makes the one policy of a client. Its parts are cockatiel's; what they mean for a status is here. */
export function createCallPolicy(options: PolicyOptions): CallPolicy {
  const { hooks, deadlineMs } = options;
  const breaker = createBreaker(options.breaker, hooks);
  const shared = wrap(breaker?.policy ?? noop, bulkhead(options.maxConnections, options.maxQueued));
  return {
    breakerState: () => (breaker === undefined ? 'closed' : STATES[breaker.policy.state]),
    async run(call, attempt) {
      const { operation, signal } = call;
      signal?.throwIfAborted();
      const deadlineAt = Date.now() + deadlineMs;
      const ending = new AbortController();
      const timer = setTimeout(() => ending.abort(failure('UPSTREAM_TIMEOUT', operation)), deadlineMs);
      const stop = () => ending.abort(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      const attempts = { last: undefined as unknown };
      const once = (number: number) =>
        shared
          .execute(() => attempt(ending.signal, number), ending.signal)
          .catch((error: unknown) => {
            ending.signal.throwIfAborted();
            attempts.last = translate(error, operation, breaker?.retryAfterMs());
            throw attempts.last;
          });
      try {
        const repeated = createRetry(options.retry, call, deadlineAt, hooks);
        const running = repeated.execute(({ attempt: retries }) => once(retries + 1), ending.signal);
        return await raceAbort(running, ending.signal);
      } catch (error) {
        signal?.throwIfAborted();
        // Past the deadline, what the last attempt met says more than that time ran out.
        throw ending.signal.aborted ? (attempts.last ?? error) : error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        ending.abort();
      }
    },
  };
}

function createRetry(
  options: false | RetryOptions,
  { operation, requestId }: PolicyCall,
  deadlineAt: number,
  hooks: ClientHooks,
) {
  const {
    maxAttempts = 3,
    initialDelayMs = 100,
    maxDelayMs = 2000,
  } = options === false ? { maxAttempts: 1 } : options;
  const backoff = new DelegateBackoff<{ attempt: number; result: { error: unknown } | { value: unknown } }>(
    (context) => {
      const error = 'error' in context.result ? context.result.error : undefined;
      const asked = isStatusError(error) ? (error.retryAfterMs ?? 0) : 0;
      return asked + Math.random() * Math.min(maxDelayMs, initialDelayMs * 2 ** (context.attempt - 1));
    },
  );
  const policy = retry(
    handleWhen((error) => mayRepeat(error, operation, deadlineAt)),
    {
      maxAttempts: maxAttempts - 1,
      backoff,
    },
  );
  policy.onRetry((event) => {
    const code = 'error' in event && isStatusError(event.error) ? event.error.code : undefined;
    tell(hooks.onRetry, { operation, attempt: event.attempt, delayMs: event.delay, code, requestId });
  });
  return policy;
}

/** A read after any failure that may pass; a write only where it certainly never left. */
function mayRepeat(error: unknown, operation: Operation, deadlineAt: number): boolean {
  if (!isStatusError(error)) return false;
  const repeatable =
    operation === 'read' ? REPEATABLE_READS.has(error.code) : error.code === 'UPSTREAM_UNREACHABLE';
  return repeatable && Date.now() + (error.retryAfterMs ?? 0) < deadlineAt;
}

function createBreaker(options: false | BreakerOptions, hooks: ClientHooks) {
  if (options === false) return undefined;
  const { consecutiveFailures = 10, halfOpenAfterMs = 5000 } = options;
  let openedAt = 0;
  const policy = circuitBreaker(
    handleWhen((error) => isStatusError(error) && TRIPS.has(error.code)),
    { halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(consecutiveFailures) },
  );
  policy.onBreak(() => {
    openedAt = Date.now();
  });
  policy.onStateChange((state) => tell(hooks.onBreakerChange, { state: STATES[state] }));
  return { policy, retryAfterMs: () => Math.max(0, openedAt + halfOpenAfterMs - Date.now()) };
}

function translate(error: unknown, operation: Operation, retryAfterMs: number | undefined): unknown {
  if (error instanceof BulkheadRejectedError) return failure('OVERLOADED', operation, { retryAfterMs: 1000 });
  if (error instanceof BrokenCircuitError)
    return failure('UPSTREAM_CIRCUIT_OPEN', operation, { retryAfterMs });
  return error;
}
