import type { ConfigurationId, StatusUpdate, UserStatus, UserStatusId } from '@live-status/domain';
import { expect, test } from 'vitest';
import { assertMet, type Expectation } from './expectation.ts';

const lunch: StatusUpdate = { name: 'Lunch', type: 'away', note: '', returnTime: -1 };
const there: UserStatus = {
  ...lunch,
  id: 's-1' as UserStatusId,
  configurationId: 'c-1' as ConfigurationId,
  userCreated: true,
};

test.each<[Expectation]>([
  [{}],
  [{ name: 'Lunch' }],
  [{ type: 'away' }],
  [{ note: '' }],
  [{ returnTime: -1 }],
  [lunch],
])('%j is met by what is there', (expected) => {
  expect(() => assertMet(expected, there)).not.toThrow();
});

test.each<[Expectation, string]>([
  [{ name: 'lunch' }, 'name of the status is'],
  [{ name: 'Lunch ' }, 'name of the status is'],
  [{ type: 'dnd' }, 'type of the status is'],
  [{ note: 'x' }, 'note of the status is'],
  [{ returnTime: 0 }, 'returnTime of the status is'],
  [{ ...lunch, note: 'x', returnTime: 1 }, 'note, returnTime of the status are'],
])('%j is a conflict, which says what differs and what is there', (expected, message) => {
  expect(() => assertMet(expected, there)).toThrow(
    expect.objectContaining({
      code: 'CONFLICT',
      outcome: 'NOT_APPLIED',
      retryable: false,
      message: expect.stringContaining(message),
      current: lunch,
    }),
  );
});
