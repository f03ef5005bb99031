import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { failure, redactCause } from './failure.ts';

const socketError = Object.assign(new TypeError('connect http://manager:s3cret@10.0.0.1'), {
  code: 'ECONNREFUSED',
  headers: { authorization: 's3cret' },
});

test.each<[unknown, string]>([
  [socketError, 'TypeError: ECONNREFUSED'],
  [new Error('s3cret'), 'Error: no code'],
  [{ name: 1, code: 7 }, 'Error: no code'],
  ['s3cret', 'Error: no code'],
  [null, 'Error: no code'],
  [undefined, 'Error: no code'],
])('of %o only the name and the code are left to show', (cause, shown) => {
  const redacted = redactCause(cause);
  expect(redacted.stack).toBe(shown);
  expect(String(redacted)).toBe(shown);
  expect(inspect(redacted, { depth: Infinity, showHidden: true })).not.toContain('s3cret');
});

test.each([
  ['UPSTREAM_UNREACHABLE', /^The upstream cannot be reached: the connection was refused/],
  ['UPSTREAM_TIMEOUT', /no whole answer in time/],
  ['UPSTREAM_CONNECTION_LOST', /lost before its answer was complete/],
  ['UPSTREAM_BAD_RESPONSE', /cannot be read/],
  ['OVERLOADED', /nothing was sent/],
  ['UPSTREAM_CIRCUIT_OPEN', /left alone.*nothing was sent/],
] as const)('%s says what happened, whose call it was and why', (code, message) => {
  const error = failure(code, 'write', { cause: socketError, upstreamStatus: 200 });
  expect(error).toMatchObject({ code, operation: 'write', upstreamStatus: 200 });
  expect(error.message).toMatch(message);
  expect(error.cause).toMatchObject({ message: 'ECONNREFUSED' });
});

test('a failure without a cause has none', () => {
  expect(failure('OVERLOADED', 'read')).not.toHaveProperty('cause');
});
