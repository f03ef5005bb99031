import { isStatusError, type Operation, type StatusErrorCode } from '@live-status/domain';
import { failure } from './failure.ts';
import { type BreakerState, type ClientHooks, tell } from './hooks.ts';
import { isStale } from './stale.ts';

/** When an upstream that fails is left alone. */
export interface BreakerOptions {
  /** Failures in a row that open it: 10 unless given. 4xx answers are no failures and end the row. */
  readonly consecutiveFailures?: number | undefined;
  /** How long it stays open before one call is let through, in milliseconds: 5 000 unless given. */
  readonly halfOpenAfterMs?: number | undefined;
}

/** What an attempt was let through for: as one of many, or alone, to see whether the upstream is well again. */
export type Pass = 'usual' | 'trial';

/** Lets attempts through, or refuses them with `UPSTREAM_CIRCUIT_OPEN`. */
export interface Breaker {
  readonly state: () => BreakerState;
  /**
   * A pass for one attempt; a promise where one is being tried already: ask again when it has resolved.
   *
   * @throws StatusError `UPSTREAM_CIRCUIT_OPEN` while the upstream is left alone.
   */
  admit(operation: Operation): Pass | Promise<void>;
  /** The attempt with this pass succeeded. */
  succeeded(pass: Pass): void;
  /** The attempt with this pass failed, or was aborted. */
  failed(pass: Pass, error: unknown): void;
}

const TRIPS: ReadonlySet<StatusErrorCode> = new Set([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_CONNECTION_LOST',
]);

/** What an attempt's failure says of the upstream: that it is well, that it is not, or nothing. */
function judge(error: unknown): 'well' | 'ailing' | undefined {
  // Idle connections die together, when this side was busy for a moment: no word about the upstream.
  if (!isStatusError(error) || isStale(error)) return undefined;
  const { code, upstreamStatus } = error;
  if (upstreamStatus !== undefined) return upstreamStatus < 500 ? 'well' : 'ailing';
  return TRIPS.has(code) ? 'ailing' : undefined;
}

/** Makes a breaker that is closed; with `false` one that stays so. */
export function createBreaker(options: false | BreakerOptions, hooks: ClientHooks): Breaker {
  const { consecutiveFailures = 10, halfOpenAfterMs = 5000 } =
    options === false ? { consecutiveFailures: Number.POSITIVE_INFINITY } : options;
  let state: BreakerState = 'closed';
  let failuresInARow = 0;
  let becameAt = 0;
  let trial = Promise.withResolvers<void>();

  const become = (next: BreakerState): void => {
    state = next;
    becameAt = performance.now();
    if (next === 'half-open') trial = Promise.withResolvers();
    else trial.resolve();
    failuresInARow = 0;
    tell(hooks.onBreakerChange, { state });
  };

  return {
    state: () => state,
    admit(operation) {
      if (state === 'closed') return 'usual';
      if (state === 'half-open') return trial.promise;
      const retryAfterMs = becameAt + halfOpenAfterMs - performance.now();
      if (retryAfterMs > 0)
        throw failure('UPSTREAM_CIRCUIT_OPEN', operation, { retryAfterMs: Math.ceil(retryAfterMs) });
      become('half-open');
      return 'trial';
    },
    succeeded(pass) {
      failuresInARow = 0;
      if (pass === 'trial') become('closed');
    },
    failed(pass, error) {
      const verdict = judge(error);
      // A trial that ended without any answer, aborted for example, proves nothing.
      if (pass === 'trial') return become(verdict === 'well' ? 'closed' : 'open');
      if (verdict === 'well') failuresInARow = 0;
      if (verdict !== 'ailing' || state !== 'closed') return;
      failuresInARow += 1;
      if (failuresInARow >= consecutiveFailures) become('open');
    },
  };
}
