import { StatusError, type StatusUpdate } from '@live-status/domain';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { translateError } from './translate-error.ts';

const LUNCH: StatusUpdate = { name: 'Lunch', type: 'xa', note: 'Back at one', returnTime: -1 };

function extensionsOf(originalError: Error): unknown {
  const error = new GraphQLError(originalError.message, { originalError });
  const context = { requestId: 'r-1', operation: 'write', hidesNames: false } as const;
  return JSON.parse(JSON.stringify(translateError(error, context).shown)).extensions;
}

test.each([
  ['no return time', -1, null, null],
  ['a return time', 1_445_444_940_000, '2015-10-21T16:29:00.000Z', 1_445_444_940_000],
])('a conflict shows what is there as GraphQL shows a status: with %s', (_, sent, returnTime, timestamp) => {
  const current = { ...LUNCH, returnTime: sent };
  const conflict = new StatusError('CONFLICT', 'Somebody was first.', { operation: 'write', current });
  expect(extensionsOf(conflict)).toEqual({
    code: 'CONFLICT',
    retryable: false,
    outcome: 'NOT_APPLIED',
    current: {
      name: 'Lunch',
      type: 'XA',
      note: 'Back at one',
      returnTime,
      returnTimestamp: timestamp,
    },
    requestId: 'r-1',
  });
});

test('an error that knows of no status shows none', () => {
  const error = new StatusError('INTERRUPTED', 'Its end is not known.', { operation: 'write' });
  const extensions = { code: 'INTERRUPTED', retryable: false, outcome: 'UNKNOWN', requestId: 'r-1' };
  expect(extensionsOf(error)).toEqual(extensions);
});
