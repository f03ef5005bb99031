import { expect, test } from 'vitest';
import { ERROR_TABLE, type ErrorRow, isStatusErrorCode, STATUS_ERROR_CODES } from './error-table.ts';

test('the table has exactly the codes of the list, in its order', () => {
  expect(Object.keys(ERROR_TABLE)).toEqual(STATUS_ERROR_CODES);
});

// What programs rely on, written down a second time: a change of it is a change of the API.
const promises: Record<
  keyof typeof ERROR_TABLE,
  [ErrorRow['retryable'], ErrorRow['outcome'], ...ErrorRow['also']]
> = {
  CORE_SERVER_NOT_FOUND: ['no', 'NOT_APPLIED', 'upstreamStatus'],
  USER_NOT_FOUND: ['no', 'NOT_APPLIED', 'upstreamStatus'],
  NOT_FOUND: ['no', 'NOT_APPLIED', 'upstreamStatus'],
  NOT_LICENSED: ['no', 'NOT_APPLIED', 'upstreamStatus'],
  UNAUTHENTICATED: ['no', 'NOT_APPLIED', 'upstreamStatus'],
  UPSTREAM_AUTH_FAILED: ['no', 'NOT_APPLIED', 'upstreamStatus'],
  FORBIDDEN: ['no', 'NOT_APPLIED'],
  STATUS_NAME_INVALID: ['no', 'NOT_APPLIED', 'issues', 'upstreamStatus'],
  STATUS_TYPE_INVALID: ['no', 'NOT_APPLIED', 'issues', 'allowed', 'upstreamStatus'],
  STATUS_NOTE_INVALID: ['no', 'NOT_APPLIED', 'issues', 'upstreamStatus'],
  RETURN_TIME_INVALID: ['no', 'NOT_APPLIED', 'issues', 'upstreamStatus'],
  REFERENCE_INVALID: ['no', 'NOT_APPLIED', 'issues'],
  VALIDATION_FAILED: ['no', 'NOT_APPLIED', 'issues', 'allowed', 'upstreamStatus'],
  CONFLICT: ['no', 'NOT_APPLIED', 'current'],
  IDEMPOTENCY_KEY_REUSED: ['no', 'NOT_APPLIED'],
  INTERRUPTED: ['no', 'UNKNOWN'],
  UPSTREAM_REJECTED: ['no', 'NOT_APPLIED', 'upstreamStatus'],
  UPSTREAM_BUSY: ['yes', 'NOT_APPLIED', 'retryAfterMs', 'upstreamStatus'],
  UPSTREAM_UNREACHABLE: ['yes', 'NOT_APPLIED'],
  UPSTREAM_TIMEOUT: ['reads', 'UNKNOWN', 'upstreamStatus'],
  UPSTREAM_CONNECTION_LOST: ['reads', 'UNKNOWN', 'upstreamStatus'],
  UPSTREAM_ERROR: ['reads', 'UNKNOWN', 'upstreamStatus'],
  UPSTREAM_BAD_RESPONSE: ['no', 'UNKNOWN', 'upstreamStatus'],
  UPSTREAM_CIRCUIT_OPEN: ['yes', 'NOT_APPLIED', 'retryAfterMs'],
  RATE_LIMITED: ['yes', 'NOT_APPLIED', 'retryAfterMs'],
  QUERY_TOO_COMPLEX: ['no', 'NOT_APPLIED'],
  OVERLOADED: ['yes', 'NOT_APPLIED', 'retryAfterMs'],
  GRAPHQL_PARSE_FAILED: ['no', undefined],
  GRAPHQL_VALIDATION_FAILED: ['no', undefined],
  BAD_USER_INPUT: ['no', undefined],
  INTERNAL_SERVER_ERROR: ['no', 'UNKNOWN'],
};

test.each(STATUS_ERROR_CODES)('%s keeps what it promises to programs', (code) => {
  const { retryable, outcome, also } = ERROR_TABLE[code];
  expect([retryable, outcome, ...also]).toEqual(promises[code]);
});

test.each(Object.entries(ERROR_TABLE))(
  '%s says in whole sentences what happened and what helps',
  (_, row) => {
    expect(row.when).toMatch(/^[A-Z].*\.$/s);
    expect(row.remedy).toMatch(/^[A-Z].*[.?]$/s);
  },
);

test.each(Object.entries(ERROR_TABLE))(
  '%s is safe to repeat only if nothing can have been applied',
  (_, row) => {
    expect(row.retryable === 'yes' && row.outcome !== 'NOT_APPLIED').toBe(false);
  },
);

test.each<[unknown, boolean]>([
  ['NOT_LICENSED', true],
  ['not_licensed', false],
  ['toString', false],
  ['__proto__', false],
  ['', false],
  [undefined, false],
  [['NOT_LICENSED'], false],
  [403, false],
])('whether %o is an error code: %s', (value, answer) => {
  expect(isStatusErrorCode(value)).toBe(answer);
});
