import type { Operation } from '@live-status/domain';
import { type BreakerOptions, createBreaker } from './breaker.ts';
import { failure } from './failure.ts';
import type { BreakerState, ClientHooks } from './hooks.ts';
import { type RetryOptions, repeat } from './retry.ts';
import { raceAbort } from './single-flight.ts';
import { createSlots, OVERLOADED_RETRY_AFTER_MS } from './slots.ts';

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

/** One attempt as the policy asks for it. */
export interface PolicyAttempt {
  /** Counted from 1 within one call. */
  readonly number: number;
  /** Ends the attempt, by the caller's wish or at the deadline. */
  readonly signal: AbortSignal;
  /** To be called when the request is about to leave: from then on nobody knows whether it was applied. */
  readonly onSent: () => void;
}

/** Attempts, deadline, breaker and bounded concurrency around whatever a call does. */
export interface CallPolicy {
  readonly breakerState: () => BreakerState;
  run<T>(call: PolicyCall, attempt: (attempt: PolicyAttempt) => Promise<T>): Promise<T>;
}

/** Makes the one policy of a client. */
export function createCallPolicy(options: PolicyOptions): CallPolicy {
  const { hooks, deadlineMs } = options;
  const breaker = createBreaker(options.breaker, hooks);
  const slots = createSlots(options.maxConnections, options.maxQueued);
  return {
    breakerState: breaker.state,
    async run({ operation, requestId, signal }, attempt) {
      signal?.throwIfAborted();
      // What it would mean if time ran out now: it is surest about what was never sent.
      let overdue: () => unknown = () =>
        failure('OVERLOADED', operation, { retryAfterMs: OVERLOADED_RETRY_AFTER_MS });
      const ending = new AbortController();
      const deadlineAt = Date.now() + deadlineMs;
      const timer = setTimeout(() => ending.abort(overdue()), deadlineMs);
      const stop = () => ending.abort(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });

      const begin = (number: number) => {
        overdue = () => failure('UPSTREAM_UNREACHABLE', operation);
        const onSent = () => {
          overdue = () => failure('UPSTREAM_TIMEOUT', operation);
        };
        return attempt({ number, signal: ending.signal, onSent });
      };
      const once = async (number: number) => {
        try {
          const inSlot = () => slots.run(operation, ending.signal, () => begin(number));
          return await raceAbort(breaker.execute(operation, ending.signal, inSlot), ending.signal);
        } catch (error) {
          ending.signal.throwIfAborted();
          overdue = () => error;
          throw error;
        }
      };
      try {
        const context = { options: options.retry, operation, requestId, deadlineAt, signal: ending.signal };
        return await repeat({ ...context, onRetry: hooks.onRetry }, once);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        ending.abort();
      }
    },
  };
}
