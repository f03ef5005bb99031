import { StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { isStale, judgeStale } from './stale.ts';

test.each<[ConstructorParameters<typeof StatusError>[0], number | undefined, boolean]>([
  ['UPSTREAM_CONNECTION_LOST', undefined, true],
  ['UPSTREAM_UNREACHABLE', undefined, true],
  ['UPSTREAM_BUSY', 408, true],
  ['UPSTREAM_BUSY', 429, false],
  ['UPSTREAM_CONNECTION_LOST', 200, false],
  ['UPSTREAM_TIMEOUT', undefined, false],
  ['UPSTREAM_ERROR', 500, false],
])('of %s with %s it is said: the connection is to blame, %s', (code, upstreamStatus, expected) => {
  const error = new StatusError(code, 'It failed.', { upstreamStatus });
  expect(isStale(error)).toBe(false);
  judgeStale(error);
  expect(isStale(error)).toBe(expected);
});

test('what is no error is not stale', () => {
  expect([undefined, null, 'gone', new Error('gone')].map(isStale)).toEqual([false, false, false, false]);
});
