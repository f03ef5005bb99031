import {
  decodeUserStatus,
  StatusError,
  type StatusErrorCode,
  type UserStatus,
  withoutStack,
} from '@live-status/domain';
import type { BuiltRequest } from './build-request.ts';
import { decodeContent } from './decode-content.ts';
import { decodeRefusal, type Refusal } from './decode-refusal.ts';
import { failure } from './failure.ts';
import { parseRetryAfter } from './parse-retry-after.ts';
import { MAX_BODY_BYTES, type RawResponse } from './send.ts';

/**
 * Judges the answer to a set: any 2xx means applied, whatever its body (clause SET-7).
 *
 * @throws StatusError by the table of errors.
 */
export function decodeSetResponse(request: BuiltRequest, response: RawResponse): void {
  if (response.status < 200 || response.status > 299) throw refusal(request, response);
}

/**
 * The status in the answer to a GET (clauses GET-1, REP-5, REP-6 and ERR-5).
 *
 * @throws StatusError by the table of errors; `UPSTREAM_BAD_RESPONSE` where it cannot be read.
 */
export function decodeStatusResponse(request: BuiltRequest, response: RawResponse): UserStatus {
  const { status, fault } = response;
  if (status < 200 || status > 299) throw refusal(request, response);
  if (fault !== undefined) throw fault;
  const bad = (message: string) =>
    new StatusError('UPSTREAM_BAD_RESPONSE', message, { operation: 'read', upstreamStatus: status });
  if (status !== 200 && status !== 203)
    throw bad('The upstream answered without the status that was asked for.');
  const content = decodeContent(response);
  if (content === undefined)
    throw bad(
      `The upstream's answer is compressed in a way that cannot be read, or decodes to more than ${MAX_BODY_BYTES} bytes.`,
    );
  const parsed = parseJson(content);
  if (parsed === undefined)
    throw bad('The upstream answered with something that is not JSON: is a proxy in between?');
  const decoded = decodeUserStatus(parsed.value);
  if (!decoded.ok)
    throw bad(`The upstream answered with JSON that is not a status: ${decoded.faults.join(' ')}`);
  return decoded.status;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(decoder.decode(bytes)) };
  } catch {
    // Whoever asked says what it is not.
  }
  return undefined;
}

/** The error that a non-2xx answer is, by the table of errors. */
function refusal(request: BuiltRequest, response: RawResponse): StatusError {
  const { status } = response;
  const { operation } = request;
  const say = (code: StatusErrorCode, message: string, more: object = {}) =>
    withoutStack(() => new StatusError(code, message, { operation, upstreamStatus: status, ...more }));
  if (status < 200) return failure('UPSTREAM_BAD_RESPONSE', operation, { upstreamStatus: status });
  if (status < 400)
    return say(
      'UPSTREAM_BAD_RESPONSE',
      `The upstream answered with a redirect (${status}), which is never followed: check UPSTREAM_URL, is TLS wanted?`,
      { outcome: 'NOT_APPLIED' },
    );
  if (status === 401)
    return request.credentialsOf === 'caller'
      ? say('UNAUTHENTICATED', 'The credentials are missing, or the upstream refused them.')
      : say('UPSTREAM_AUTH_FAILED', "The upstream refused the gateway's own credentials.");
  if (status === 403)
    return say(
      'NOT_LICENSED',
      'The upstream does not serve this user: the user is not licensed/full, the core server has no license, or this caller is not allowed.',
    );
  if (status === 408)
    return say('UPSTREAM_BUSY', 'The upstream did not take the request in time (408); nothing was done.');
  if (status === 429 || status === 503) {
    const retryAfterMs = parseRetryAfter(response.header('retry-after'), Date.now());
    if (status === 429 || retryAfterMs !== undefined)
      return say('UPSTREAM_BUSY', 'The upstream is busy; nothing was done.', { retryAfterMs });
  }
  if (status >= 500) return say('UPSTREAM_ERROR', `The upstream failed with ${status}.`);
  const { code, message, issues } = describe(status, decodeRefusal(response));
  return say(code, message, { issues });
}

function describe(
  status: number,
  { code, issues }: Refusal,
): Required<Refusal> & { readonly message: string } {
  if (status === 404) {
    const known = code === 'CORE_SERVER_NOT_FOUND' || code === 'USER_NOT_FOUND' ? code : 'NOT_FOUND';
    return { code: known, message: NOT_FOUND_MESSAGES[known], issues: [] };
  }
  if (status === 422 && code !== undefined) {
    const message = INVALID_MESSAGES[code];
    if (message !== undefined) return { code, message, issues };
  }
  return { code: 'UPSTREAM_REJECTED', message: `The upstream refused the request (${status}).`, issues: [] };
}

const NOT_FOUND_MESSAGES = {
  CORE_SERVER_NOT_FOUND: 'The upstream knows no core server with this id or slug.',
  USER_NOT_FOUND: 'The upstream knows no user with this id or username on this core server.',
  NOT_FOUND: 'The upstream knows no such core server, or no such user on it.',
} as const;

const INVALID_MESSAGES: Readonly<Partial<Record<StatusErrorCode, string>>> = {
  STATUS_NAME_INVALID: 'The upstream refused the name.',
  STATUS_TYPE_INVALID: 'The upstream refused the type.',
  STATUS_NOTE_INVALID: 'The upstream refused the note.',
  RETURN_TIME_INVALID: 'The upstream refused the return time.',
  VALIDATION_FAILED: 'The upstream refused several properties.',
};
