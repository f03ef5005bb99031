import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSentByTheClause } from '../test/filter-model.ts';
import { createEventFilter, type FilterCondition } from './event-filter.ts';

const event = new Map([
  ['type', 'userStatus'],
  ['name', 'Lunch'],
  ['note', ''],
  ['returnTime', '-1'],
  ['userCreated', 'true'],
]);

const by = (...conditions: readonly (readonly [string, string | number | boolean])[]): FilterCondition[] =>
  conditions.map(([property, value]) => ({ property, value }));

test.each<[string, FilterCondition[], boolean]>([
  ['no condition', [], true],
  ['the value it has', by(['name', 'Lunch']), true],
  ['another value', by(['name', 'Dinner']), false],
  ['one of two values', by(['name', 'Dinner'], ['name', 'Lunch']), true],
  ['two properties that match', by(['name', 'Lunch'], ['type', 'userStatus']), true],
  ['two properties of which one matches', by(['name', 'Lunch'], ['type', 'userLogin']), false],
  ['any value', by(['name', '*']), true],
  ['any value beside another', by(['name', 'Dinner'], ['name', '*']), true],
  ['any value of a property that is empty', by(['note', '*']), true],
  ['an empty value', by(['note', '']), true],
  ['a property it has not', by(['queue', 'x']), false],
  ['any value of a property it has not', by(['queue', '*']), false],
  ['any value of what every object inherits', by(['toString', '*'], ['__proto__', '*']), false],
  ['a number', by(['returnTime', -1]), true],
  ['a boolean', by(['userCreated', true]), true],
  ['a boolean that it is not', by(['userCreated', false]), false],
])('EVT-2 a filter by %s', (_, conditions, isSent) => {
  expect(createEventFilter(conditions)(event)).toBe(isSent);
});

test('EVT-2 whatever the conditions and the event, the filter does what the clause says', () => {
  // Few names and values, so that they meet.
  const name = fc.constantFrom('type', 'name', 'note', '__proto__', 'toString', '');
  const value = fc.constantFrom('*', 'a', 'b', '', '1', 'true', 1, true, false, -0);
  const conditions = fc.array(fc.record({ property: name, value }), { maxLength: 6 });
  const properties = fc.array(fc.tuple(name, value.map(String)), { maxLength: 6 });
  const outcomes = new Set<boolean>();
  const property = fc.property(conditions, properties, (given, entries) => {
    const map = new Map(entries);
    const isSent = createEventFilter(given)(map);
    outcomes.add(isSent);
    expect(isSent).toBe(isSentByTheClause(given, map));
  });
  // A failure prints the seed.
  fc.assert(property, { numRuns: 5000 });
  expect(outcomes.size).toBe(2);
});
