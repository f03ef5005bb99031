import { StatusError, type StatusErrorCode, withoutStack } from '@live-status/domain';
import type { BuiltRequest } from './build-request.ts';
import { decodeRefusal, type Refusal } from './decode-refusal.ts';
import { failure } from './failure.ts';
import { parseRetryAfter } from './parse-retry-after.ts';
import type { RawResponse } from './send.ts';

type Resource = BuiltRequest['resource'];

/** The error that a non-2xx answer is, by the table of errors. */
export function refusalError(request: BuiltRequest, response: RawResponse): StatusError {
  const { status } = response;
  const { operation, resource } = request;
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
  if (status === 403) return say('NOT_LICENSED', FORBIDDEN_MESSAGES[resource]);
  if (status === 408)
    return say('UPSTREAM_BUSY', 'The upstream did not take the request in time (408); nothing was done.');
  if (status === 429 || status === 503) {
    const retryAfterMs = parseRetryAfter(response.header('retry-after'), Date.now());
    if (status === 429 || retryAfterMs !== undefined)
      return say('UPSTREAM_BUSY', 'The upstream is busy; nothing was done.', { retryAfterMs });
  }
  if (status >= 500) return say('UPSTREAM_ERROR', `The upstream failed with ${status}.`);
  const { code, message, issues } = describe(resource, status, decodeRefusal(response));
  return say(code, message, { issues });
}

function describe(
  resource: Resource,
  status: number,
  { code, issues }: Refusal,
): Required<Refusal> & { readonly message: string } {
  if (status === 404) return { ...describeMissing(resource, code), issues: [] };
  if (status === 422 && code !== undefined) {
    const message = INVALID_MESSAGES[code];
    if (message !== undefined) return { code, message, issues };
  }
  return { code: 'UPSTREAM_REJECTED', message: `The upstream refused the request (${status}).`, issues: [] };
}

/** No user can be missing where all of them were asked for. */
function describeMissing(
  resource: Resource,
  code: StatusErrorCode | undefined,
): { readonly code: StatusErrorCode; readonly message: string } {
  if (code === 'CORE_SERVER_NOT_FOUND')
    return { code, message: 'The upstream knows no core server with this id or slug.' };
  if (resource === 'users')
    return { code: 'NOT_FOUND', message: 'The upstream knows no such core server, or lists no users of it.' };
  if (code === 'USER_NOT_FOUND')
    return { code, message: 'The upstream knows no user with this id or username on this core server.' };
  return { code: 'NOT_FOUND', message: 'The upstream knows no such core server, or no such user on it.' };
}

const NOT_SERVED =
  'The upstream does not serve this user: the user is not licensed/full, the core server has no license, or this caller is not allowed.';
/** No license is asked for in the directory (clause DIR-1). */
const NO_DIRECTORY = 'The upstream refused: this caller may not read the directory of users.';
const FORBIDDEN_MESSAGES: Readonly<Record<Resource, string>> = {
  status: NOT_SERVED,
  set: NOT_SERVED,
  user: NO_DIRECTORY,
  users: NO_DIRECTORY,
};

const INVALID_MESSAGES: Readonly<Partial<Record<StatusErrorCode, string>>> = {
  STATUS_NAME_INVALID: 'The upstream refused the name.',
  STATUS_TYPE_INVALID: 'The upstream refused the type.',
  STATUS_NOTE_INVALID: 'The upstream refused the note.',
  RETURN_TIME_INVALID: 'The upstream refused the return time.',
  VALIDATION_FAILED: 'The upstream refused several properties.',
};
