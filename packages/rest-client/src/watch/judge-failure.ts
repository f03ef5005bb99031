import { isStatusError, StatusError, type StatusErrorCode } from '@live-status/domain';

/** What the failure of a call means to those who watch. */
export type Verdict =
  /** An answer: there is nothing to show. */
  | { readonly kind: 'none'; readonly error: StatusError }
  /** The credentials are refused: nothing more can be learned with them. */
  | { readonly kind: 'denied'; readonly error: StatusError }
  /** No answer: it is to be asked again. */
  | { readonly kind: 'failed'; readonly error: StatusError };

const NONE: ReadonlySet<StatusErrorCode> = new Set([
  'CORE_SERVER_NOT_FOUND',
  'USER_NOT_FOUND',
  'NOT_FOUND',
  'NOT_LICENSED',
]);
const DENIED: ReadonlySet<StatusErrorCode> = new Set(['UNAUTHENTICATED', 'UPSTREAM_AUTH_FAILED']);

/** Judges whatever a call failed with. */
export function judgeFailure(thrown: unknown): Verdict {
  const error = isStatusError(thrown)
    ? thrown
    : new StatusError('INTERNAL_SERVER_ERROR', 'A call that watching needed failed.', { cause: thrown });
  if (NONE.has(error.code)) return { kind: 'none', error };
  return { kind: DENIED.has(error.code) ? 'denied' : 'failed', error };
}
