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

/**
 * What came of a mutation as JSON, as it is kept under an idempotency key. Who was meant is in the input and is not kept; what is
 * the same for everybody is kept once.
 */
export interface KeptAnswer {
  /** What was written, but for those of whom something else is said. */
  readonly update?: StatusUpdate | undefined;
  readonly results: readonly KeptResult[];
}

type KeptResult =
  | { readonly update?: StatusUpdate | undefined; readonly previous?: KeptPrevious | undefined }
  | { readonly error: KeptError };

interface KeptPrevious {
  readonly status: UserStatus;
  readonly observedAtMs: number;
}

type KeptError = Pick<
  StatusError,
  'code' | 'message' | 'outcome' | 'issues' | 'upstreamStatus' | 'retryAfterMs' | 'current'
>;

/** What was there before is kept only where it `isShown`: it can be long. */
export function keepAnswer(results: readonly Result[], isShown: boolean): KeptAnswer {
  const update = results.flatMap((result) => ('written' in result ? [result.written.update] : [])).at(0);
  return { update, results: results.map((result) => keepResult(result, update, isShown)) };
}

function keepResult(result: Result, common: StatusUpdate | undefined, isShown: boolean): KeptResult {
  if ('failure' in result) {
    const { code, message, outcome, issues, upstreamStatus, retryAfterMs, current } = result.failure;
    return { error: { code, message, outcome, issues, upstreamStatus, retryAfterMs, current } };
  }
  const { update, previous } = result.written;
  return {
    update: JSON.stringify(update) === JSON.stringify(common) ? undefined : update,
    previous:
      isShown && previous !== undefined
        ? { status: previous.status, observedAtMs: previous.observedAt.getTime() }
        : undefined,
  };
}

/** The same again; `targets` are those of the input, in its order. */
export function restoreAnswer(kept: KeptAnswer, targets: readonly StatusTarget[]): Result[] {
  return targets.map((target, index) => restoreResult(target, kept, kept.results[index]));
}

function restoreResult(target: StatusTarget, kept: KeptAnswer, result: KeptResult | undefined): Result {
  if (result === undefined) throw new TypeError('As many results are kept as the input has users.');
  if ('error' in result) {
    const { code, message, ...known } = result.error;
    return {
      failure: new StatusError(code satisfies StatusErrorCode, message, { ...known, operation: 'write' }),
    };
  }
  const { update = kept.update, previous } = result;
  if (update === undefined) throw new TypeError('What was written is kept.');
  const restored = previous && { status: previous.status, observedAt: new Date(previous.observedAtMs) };
  return { written: { target, update, previous: restored } };
}

/** Whether trying again is safe and may come to something else: then nothing needs to be kept. */
export function isWorthRetrying(result: Result): boolean {
  return 'failure' in result && result.failure.retryable && result.failure.outcome === 'NOT_APPLIED';
}
