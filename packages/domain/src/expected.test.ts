import { expect, test } from 'vitest';
import { expected } from './expected.ts';

test.each([
  [{ input: 7, path: ['name'] }, 'name must be a string; got a number.'],
  [{ input: undefined, path: ['users', 3] }, '3 must be a string; got nothing.'],
  [{ input: [], path: [] }, 'The representation must be a string; got an array.'],
  [{ input: null }, 'The representation must be a string; got null.'],
])('REP-5 a schema says of %o: %s', (issue, sentence) => {
  expect(expected('a string').error(issue)).toBe(sentence);
});

test.each([
  ['string', 'name must be one of them; got another string.'],
  ['number', 'name must be one of them; got a string.'],
  [undefined, 'name must be one of them; got a string.'],
])('REP-5 where right values are of the kind %s, a wrong string is told as such', (kind, sentence) => {
  expect(expected('one of them', kind).error({ input: 's3cret', path: ['name'] })).toBe(sentence);
});
