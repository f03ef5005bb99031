/** Every error code, in the order of the table. */
export const STATUS_ERROR_CODES = [
  'CORE_SERVER_NOT_FOUND',
  'USER_NOT_FOUND',
  'NOT_FOUND',
  'NOT_LICENSED',
  'UNAUTHENTICATED',
  'UPSTREAM_AUTH_FAILED',
  'FORBIDDEN',
  'STATUS_NAME_INVALID',
  'STATUS_TYPE_INVALID',
  'STATUS_NOTE_INVALID',
  'RETURN_TIME_INVALID',
  'REFERENCE_INVALID',
  'VALIDATION_FAILED',
  'CONFLICT',
  'IDEMPOTENCY_KEY_REUSED',
  'INTERRUPTED',
  'UPSTREAM_REJECTED',
  'UPSTREAM_BUSY',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_CONNECTION_LOST',
  'UPSTREAM_ERROR',
  'UPSTREAM_BAD_RESPONSE',
  'UPSTREAM_CIRCUIT_OPEN',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'OVERLOADED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'INTERNAL_SERVER_ERROR',
] as const;

/** The stable code of everything that can go wrong. */
export type StatusErrorCode = (typeof STATUS_ERROR_CODES)[number];

/** Whether sending the same request again is safe and may help: always, never, or for reads only. */
export type Retryable = 'yes' | 'no' | 'reads';

/** What a failed write left behind: certainly nothing, or nobody can tell. */
export type Outcome = 'NOT_APPLIED' | 'UNKNOWN';

/** One row of the table of errors. */
export interface ErrorRow {
  /** What happened. */
  readonly when: string;
  /** What the person who meets it can do. */
  readonly remedy: string;
  readonly retryable: Retryable;
  /** The outcome of a write that fails so; undefined where no write was begun or understood. */
  readonly outcome: Outcome | undefined;
  /** Which further extensions an error of this code may carry. */
  readonly also: readonly ('issues' | 'allowed' | 'current' | 'retryAfterMs' | 'upstreamStatus')[];
}

const row = (
  when: string,
  remedy: string,
  retryable: Retryable,
  outcome: Outcome | undefined,
  ...also: ErrorRow['also']
): ErrorRow => ({ when, remedy, retryable, outcome, also });

/**
 * Every error code of the project with what it means. The REST client's errors, the GraphQL extensions, the
 * GraphQL enum `StatusErrorCode` and the published page on errors are all made from this one table.
 */
export const ERROR_TABLE: Readonly<Record<StatusErrorCode, ErrorRow>> = {
  CORE_SERVER_NOT_FOUND: row(
    'The upstream answered 404 and said that the core server is the missing one.',
    'Check the id or slug of the core server.',
    'no',
    'NOT_APPLIED',
    'upstreamStatus',
  ),
  USER_NOT_FOUND: row(
    'The upstream answered 404 and said that the user is the missing one.',
    'Check the id or username; ids change when the upstream restarts, usernames last.',
    'no',
    'NOT_APPLIED',
    'upstreamStatus',
  ),
  NOT_FOUND: row(
    'The upstream answered 404 without saying what is missing.',
    'Check both the core server and the user.',
    'no',
    'NOT_APPLIED',
    'upstreamStatus',
  ),
  NOT_LICENSED: row(
    'The upstream answered 403: the user is not licensed/full, the core server has no license, or this caller is not allowed.',
    'Check the license of the user and core server, and the address list of the upstream.',
    'no',
    'NOT_APPLIED',
    'upstreamStatus',
  ),
  UNAUTHENTICATED: row(
    "The caller's own credentials are missing or were refused.",
    'Send an Authorization header that the server accepts.',
    'no',
    'NOT_APPLIED',
    'upstreamStatus',
  ),
  UPSTREAM_AUTH_FAILED: row(
    "The upstream refused the gateway's own credentials.",
    'The operator checks UPSTREAM_USERNAME and UPSTREAM_PASSWORD.',
    'no',
    'NOT_APPLIED',
    'upstreamStatus',
  ),
  FORBIDDEN: row(
    "The gateway's own rules do not let this caller do this.",
    'Ask for a token with the scope that the message names.',
    'no',
    'NOT_APPLIED',
  ),
  STATUS_NAME_INVALID: row(
    'The name is missing or unusable.',
    'Send 1 to 255 characters without control characters.',
    'no',
    'NOT_APPLIED',
    'issues',
    'upstreamStatus',
  ),
  STATUS_TYPE_INVALID: row(
    'The type is missing or not one of the eleven.',
    'Send one of the types in allowed.',
    'no',
    'NOT_APPLIED',
    'issues',
    'allowed',
    'upstreamStatus',
  ),
  STATUS_NOTE_INVALID: row(
    'The note is unusable.',
    'Send at most 4 096 characters, no control characters but line feed and tab.',
    'no',
    'NOT_APPLIED',
    'issues',
    'upstreamStatus',
  ),
  RETURN_TIME_INVALID: row(
    'The return time is unusable, or given more than once.',
    'Send one integer of milliseconds within ±8 640 000 000 000 000.',
    'no',
    'NOT_APPLIED',
    'issues',
    'upstreamStatus',
  ),
  REFERENCE_INVALID: row(
    'A reference to a core server or user is unusable.',
    'Give exactly one of id and slug, or id and username: not empty, not "." or "..".',
    'no',
    'NOT_APPLIED',
    'issues',
  ),
  VALIDATION_FAILED: row(
    'Several of the five faults above at once.',
    'Mend every entry of issues; each has its own code.',
    'no',
    'NOT_APPLIED',
    'issues',
    'allowed',
    'upstreamStatus',
  ),
  CONFLICT: row(
    'The status is not the one that the write expected: somebody else was first.',
    'Look at current, which is what is there, and decide anew.',
    'no',
    'NOT_APPLIED',
    'current',
  ),
  IDEMPOTENCY_KEY_REUSED: row(
    'The idempotency key came before, with another input.',
    'Send a new key with a new input, and the same key only with the same input.',
    'no',
    'NOT_APPLIED',
  ),
  INTERRUPTED: row(
    'A write under this idempotency key was begun and its end is not known; it is not sent again.',
    'Read the status; to set it again, send a new key.',
    'no',
    'UNKNOWN',
  ),
  UPSTREAM_REJECTED: row(
    'The upstream refused the request with 412, an unrecognised 422 or another 4xx.',
    'Compare the request with what that version of the upstream accepts.',
    'no',
    'NOT_APPLIED',
    'upstreamStatus',
  ),
  UPSTREAM_BUSY: row(
    'The upstream answered 429, 503 with Retry-After, or 408 to every attempt: it did not take the request.',
    'Send it again, after retryAfterMs where that is said.',
    'yes',
    'NOT_APPLIED',
    'retryAfterMs',
    'upstreamStatus',
  ),
  UPSTREAM_UNREACHABLE: row(
    'No connection to the upstream: refused, DNS, TLS, the connect timeout, or it ended before the request had left.',
    'Check that the upstream runs, UPSTREAM_URL, and its certificate (UPSTREAM_CA_FILE); then send it again.',
    'yes',
    'NOT_APPLIED',
  ),
  UPSTREAM_TIMEOUT: row(
    'The upstream gave no whole answer in time.',
    'Read the status before setting it again.',
    'reads',
    'UNKNOWN',
    'upstreamStatus',
  ),
  UPSTREAM_CONNECTION_LOST: row(
    'The connection to the upstream was lost after the request was sent.',
    'Read the status before setting it again.',
    'reads',
    'UNKNOWN',
    'upstreamStatus',
  ),
  UPSTREAM_ERROR: row(
    'The upstream answered 5xx.',
    'Read the status before setting it again.',
    'reads',
    'UNKNOWN',
    'upstreamStatus',
  ),
  UPSTREAM_BAD_RESPONSE: row(
    'The answer is not the JSON that the contract describes: wrong shape (the message says which property), too large, cut off, or a redirect (never followed; a write that was redirected is NOT_APPLIED).',
    'Check UPSTREAM_URL: is TLS wanted, is a proxy in between?',
    'no',
    'UNKNOWN',
    'upstreamStatus',
  ),
  UPSTREAM_CIRCUIT_OPEN: row(
    'The upstream failed so often that it is left alone for a while; nothing was sent.',
    'Send it again after retryAfterMs.',
    'yes',
    'NOT_APPLIED',
    'retryAfterMs',
  ),
  RATE_LIMITED: row(
    'This caller is over its own limit of requests.',
    'Send it again after retryAfterMs.',
    'yes',
    'NOT_APPLIED',
    'retryAfterMs',
  ),
  QUERY_TOO_COMPLEX: row(
    'The operation is larger than the gateway allows.',
    'Ask for less: fewer users, aliases or levels.',
    'no',
    'NOT_APPLIED',
  ),
  OVERLOADED: row(
    'More is under way than the gateway takes on; nothing was sent.',
    'Send it again after retryAfterMs.',
    'yes',
    'NOT_APPLIED',
    'retryAfterMs',
  ),
  GRAPHQL_PARSE_FAILED: row('The GraphQL document cannot be read.', 'Mend the syntax.', 'no', undefined),
  GRAPHQL_VALIDATION_FAILED: row(
    'The GraphQL document does not fit the schema.',
    'Compare it with the schema.',
    'no',
    undefined,
  ),
  BAD_USER_INPUT: row(
    'The variables do not fit the operation, or the request is not GraphQL.',
    'Compare the variables with their declared types.',
    'no',
    undefined,
  ),
  INTERNAL_SERVER_ERROR: row(
    'A fault of ours. The message is masked; the log has the rest under the requestId.',
    'Read the status before setting it again; report the requestId.',
    'no',
    'UNKNOWN',
  ),
};

/** Whether a value is one of the table's error codes. */
export function isStatusErrorCode(value: unknown): value is StatusErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_TABLE, value);
}
