import type { ConfigurationId, UserStatus, UserStatusId } from '@live-status/domain';
import { expect, test } from 'vitest';
import { applyPart, updateOf } from './change.ts';

const there: UserStatus = {
  id: 's-1' as UserStatusId,
  configurationId: 'c-1' as ConfigurationId,
  name: 'Lunch',
  type: 'away',
  note: 'Back at one',
  returnTime: 5,
  userCreated: true,
};
const whole = { name: 'Lunch', type: 'away', note: 'Back at one', returnTime: 5 };

test('of a status four properties can be changed', () => {
  expect(updateOf(there)).toEqual(whole);
});

test.each([
  [{}],
  [{ name: 'Tea' }],
  [{ type: 'dnd' } as const],
  [{ note: '' }],
  [{ returnTime: -1 }],
  [{ name: 'Tea', returnTime: 0 }],
])('%j goes over what is there, and the rest is kept', (part) => {
  expect(applyPart(part, there)).toEqual({ ...whole, ...part });
});

test('what is there and cannot be set again must be given anew', () => {
  const odd = { ...there, note: 'x'.repeat(4097), name: '\u0007' };
  expect(() => applyPart({ name: 'Tea' }, odd)).toThrow(
    expect.objectContaining({
      code: 'STATUS_NOTE_INVALID',
      outcome: 'NOT_APPLIED',
      retryable: false,
      issues: [
        {
          path: ['input', 'note'],
          code: 'STATUS_NOTE_INVALID',
          message:
            'What is there cannot be set again, so that note must be given: note must have at most 4096 characters; got 4097.',
        },
      ],
    }),
  );
  expect(applyPart({ name: 'Tea', note: '' }, odd)).toEqual({ ...whole, name: 'Tea', note: '' });
});
