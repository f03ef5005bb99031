import {
  StatusError,
  type StatusErrorCode,
  type StatusTarget,
  type StatusUpdate,
  type UserStatus,
} from '@live-status/domain';
import type { Written } from './write-status.ts';

/** What came of one write: done, or why not. */
export type Result = { readonly written: Written } | { readonly failure: StatusError };

/** The same as JSON, as it is kept under an idempotency key. */
export type KeptAnswer =
  | {
      readonly target: StatusTarget;
      readonly update: StatusUpdate;
      readonly previous?: { readonly status: UserStatus; readonly observedAtMs: number };
    }
  | { readonly target: StatusTarget; readonly error: KeptError };

type KeptError = Pick<
  StatusError,
  'code' | 'message' | 'outcome' | 'issues' | 'upstreamStatus' | 'retryAfterMs' | 'current'
>;

export function keepAnswer(target: StatusTarget, result: Result): KeptAnswer {
  if ('failure' in result) {
    const { code, message, outcome, issues, upstreamStatus, retryAfterMs, current } = result.failure;
    return { target, error: { code, message, outcome, issues, upstreamStatus, retryAfterMs, current } };
  }
  const { update, previous } = result.written;
  if (previous === undefined) return { target, update };
  return {
    target,
    update,
    previous: { status: previous.status, observedAtMs: previous.observedAt.getTime() },
  };
}

export function restoreAnswer(kept: KeptAnswer): Result {
  if ('error' in kept) {
    const { code, message, ...known } = kept.error;
    return {
      failure: new StatusError(code satisfies StatusErrorCode, message, { ...known, operation: 'write' }),
    };
  }
  const { target, update, previous } = kept;
  const restored = previous && { status: previous.status, observedAt: new Date(previous.observedAtMs) };
  return { written: { target, update, previous: restored } };
}

/** Whether trying again is safe and may come to something else: then nothing needs to be kept. */
export function isWorthRetrying(result: Result): boolean {
  return 'failure' in result && result.failure.retryable && result.failure.outcome === 'NOT_APPLIED';
}
