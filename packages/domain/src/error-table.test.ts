import { expect, test } from 'vitest';
import { ERROR_TABLE, isStatusErrorCode, STATUS_ERROR_CODES } from './error-table.ts';

test('the table has exactly the codes of the list, in its order', () => {
  expect(Object.keys(ERROR_TABLE)).toEqual(STATUS_ERROR_CODES);
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
  [403, false],
])('whether %o is an error code: %s', (value, answer) => {
  expect(isStatusErrorCode(value)).toBe(answer);
});
