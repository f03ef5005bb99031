import { isStatusError, type Operation, type StatusErrorCode } from '@live-status/domain';
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
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

/** Lets attempts through, or refuses them with `UPSTREAM_CIRCUIT_OPEN`. */
export interface Breaker {
  readonly state: () => BreakerState;
  execute<T>(operation: Operation, signal: AbortSignal, attempt: () => Promise<T>): Promise<T>;
}

const TRIPS: ReadonlySet<StatusErrorCode> = new Set([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_CONNECTION_LOST',
]);
const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
};

/** Makes a breaker that is closed; with `false` one that stays so. */
export function createBreaker(options: false | BreakerOptions, hooks: ClientHooks): Breaker {
  if (options === false)
    return { state: () => 'closed', execute: (_operation, _signal, attempt) => attempt() };
  const { consecutiveFailures = 10, halfOpenAfterMs = 5000 } = options;
  const counter = new ConsecutiveBreaker(consecutiveFailures);
  let openedAt = 0;
  const countsAsFailure = (error: unknown): boolean => {
    // Idle connections die together, when this side was busy for a moment: no word about the upstream.
    if (isStale(error)) return false;
    const upstreamStatus = isStatusError(error) ? error.upstreamStatus : undefined;
    if (upstreamStatus !== undefined && upstreamStatus < 500) {
      counter.success();
      return false;
    }
    // A trial that ended without any answer, aborted for example, proves nothing: the breaker opens again.
    if (upstreamStatus !== undefined || circuit.state === CircuitState.HalfOpen) return true;
    return isStatusError(error) && TRIPS.has(error.code);
  };
  const circuit = circuitBreaker(handleWhen(countsAsFailure), {
    halfOpenAfter: halfOpenAfterMs,
    breaker: counter,
  });
  circuit.onBreak(() => {
    openedAt = Date.now();
  });
  circuit.onStateChange((state) => tell(hooks.onBreakerChange, { state: STATES[state] }));
  return {
    state: () => STATES[circuit.state],
    async execute(operation, signal, attempt) {
      try {
        return await circuit.execute(attempt, signal);
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        const retryAfterMs = Math.max(0, openedAt + halfOpenAfterMs - Date.now());
        throw failure('UPSTREAM_CIRCUIT_OPEN', operation, { retryAfterMs });
      }
    },
  };
}
