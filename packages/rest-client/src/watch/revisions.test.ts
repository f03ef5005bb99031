import { expect, test } from 'vitest';
import { createRevisions } from './revisions.ts';

test('a mark is one object until something changes, and its cursor is short', () => {
  const revisions = createRevisions();
  const before = revisions.mark();
  expect(revisions.mark()).toBe(before);
  expect(revisions.next()).toBe(1);
  expect(revisions.mark()).not.toBe(before);
  expect(revisions.mark().cursor).toMatch(/^[\w-]{12}\.1$/);
});

test('every board has an epoch of its own', () => {
  expect(createRevisions().parse(createRevisions().mark().cursor)).toBeUndefined();
});

test('a cursor that was given is known again, as one that says the same', () => {
  const revisions = createRevisions('e');
  const { cursor } = revisions.mark();
  for (let change = 0; change < 11; change += 1) revisions.next();
  expect(revisions.parse(cursor)).toEqual({ revision: 0, cursor: 'e.0' });
  expect(revisions.parse('e.11')).toEqual(revisions.mark());
});

test.each([
  ['nothing', ''],
  ['another epoch', 'f.3'],
  ['a revision that was not reached', 'e.12'],
  ['a negative one', 'e.-1'],
  ['a fraction', 'e.1.5'],
  ['no number', 'e.NaN'],
  ['no revision', 'e.'],
  ['a number written another way', 'e.0x1'],
  ['leading zeros', 'e.01'],
  ['an exponent', 'e.1e0'],
  ['blanks', 'e. 1'],
  ['no epoch', '3'],
  ['a long text', `e.${'1'.repeat(100)}`],
])('what no board can have given is none of its cursors: %s', (_, cursor) => {
  const revisions = createRevisions('e');
  for (let change = 0; change < 11; change += 1) revisions.next();
  expect(revisions.parse(cursor)).toBeUndefined();
});
