import { StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { judgeFailure } from './judge-failure.ts';

test.each([
  ['USER_NOT_FOUND', 'none'],
  ['NOT_LICENSED', 'none'],
  ['UNAUTHENTICATED', 'denied'],
  ['UPSTREAM_AUTH_FAILED', 'denied'],
  ['UPSTREAM_TIMEOUT', 'failed'],
  ['UPSTREAM_BAD_RESPONSE', 'failed'],
  ['OVERLOADED', 'failed'],
] as const)('%s means %s to those who watch', (code, kind) => {
  const error = new StatusError(code, 'why');
  expect(judgeFailure(error)).toEqual({ kind, error });
});

test('whatever else is thrown is a fault of ours, and is tried again', () => {
  expect(judgeFailure(new TypeError('x'))).toMatchObject({
    kind: 'failed',
    error: { code: 'INTERNAL_SERVER_ERROR', cause: expect.any(TypeError) },
  });
});
