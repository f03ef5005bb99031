import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stableId } from './stable-id.ts';

test('an id never changes: it is written down in other systems', () => {
  expect(stableId('user', 'default', 'doc')).toBe('2c6767ca-22f4-8965-b980-cfa12816c421');
});

test('every id is a UUID of version 8 and variant 10', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (parts) => {
      expect(stableId(...parts)).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    }),
  );
});

test.each([
  [
    ['ab', 'c'],
    ['a', 'bc'],
  ],
  [['a', 'b'], ['a,b']],
  [['a'], ['a', '']],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
  [['é'], ['e\u0301']],
  [[], ['']],
])('%j and %j have different ids', (one, other) => {
  expect(stableId(...one)).not.toBe(stableId(...other));
});
