import type { Operation } from '@live-status/domain';
import { type BreakerOptions, createBreaker, type Pass } from './breaker.ts';
import type { Ending } from './ending.ts';
import { failure } from './failure.ts';
import { type BreakerState, type ClientHooks, tell } from './hooks.ts';
import { type RetryOptions, repetitionOf } from './retry.ts';
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
  readonly ending: Ending;
}

/** One attempt as the policy asks for it. */
export interface PolicyAttempt {
  /** Counted from 1 within one call. */
  readonly number: number;
  /** `trial`: it is to prove that the upstream is well again. */
  readonly pass: Pass;
  /** Until the deadline of the call, in milliseconds: the attempt is to end by then. */
  readonly leftMs: number;
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
    async run({ operation, requestId, ending }, attempt) {
      const deadlineAt = performance.now() + deadlineMs;
      const leftMs = () => Math.max(0, deadlineAt - performance.now());
      // What it means if time runs out while the call waits: nothing was sent, or what was sent failed like this.
      let reason: unknown;
      const late = () =>
        reason ?? failure('OVERLOADED', operation, { retryAfterMs: OVERLOADED_RETRY_AFTER_MS });

      for (let number = 1; ; number += 1) {
        try {
          if (!slots.take()) await slots.wait(operation, { ending, ms: leftMs(), late });
          try {
            // Only now: while the call waited for its turn, it may have ended, and others have found the upstream ailing.
            ending.throwIfOver();
            let pass = breaker.admit(operation);
            while (typeof pass !== 'string') {
              await ending.wait(pass, leftMs(), () => {
                throw late();
              });
              ending.throwIfOver();
              pass = breaker.admit(operation);
            }
            try {
              const result = await attempt({ number, pass, leftMs: leftMs() });
              breaker.succeeded(pass);
              return result;
            } catch (error) {
              breaker.failed(pass, error);
              throw error;
            }
          } finally {
            slots.give();
          }
        } catch (error) {
          ending.throwIfOver();
          const again = repetitionOf(options.retry, { operation, number, error, leftMs: leftMs() });
          if (again === undefined) throw error;
          reason = error;
          tell(hooks.onRetry, { operation, attempt: number, requestId, ...again });
          await ending.wait(new Promise<void>(() => {}), again.delayMs, () => undefined);
        }
      }
    },
  };
}
