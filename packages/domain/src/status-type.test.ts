import { expect, test } from 'vitest';
import { isStatusType, STATUS_TYPE_INFO, STATUS_TYPES } from './status-type.ts';

test('TYPE-1 there are the eleven documented types', () => {
  expect(STATUS_TYPES.join(' ')).toBe(
    'available unavailable away xa dnd chat altblue altgreen altpink altpurple altred',
  );
});

test.each(STATUS_TYPES)('TYPE-1 %s is a type, with a label and a description', (type) => {
  expect(isStatusType(type)).toBe(true);
  expect(STATUS_TYPE_INFO[type].label).not.toBe('');
  expect(STATUS_TYPE_INFO[type].description).toMatch(/\.$/);
});

test.each<[unknown]>([
  ['Away'],
  ['AWAY'],
  [' away'],
  [''],
  ['toString'],
  [undefined],
  [null],
  [0],
  [['away']],
])('TYPE-1 %o is not a type', (value) => {
  expect(isStatusType(value)).toBe(false);
});
