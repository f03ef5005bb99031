import { expect, test } from 'vitest';
import { describeKind, describeValue } from './describe-value.ts';

const longText = 'x'.repeat(61);

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['an array', [1, 2]],
  ['an object', { a: 1 }],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
  ['true', true],
  ['NaN', Number.NaN],
  ['12', 12n],
  ['"away"', 'away'],
  ['"a\\nb\\u0000"', 'a\nb\u0000'],
  [`"${'x'.repeat(60)}"`, 'x'.repeat(60)],
  [`"${'x'.repeat(60)}"… (61 characters)`, longText],
])('%j is the description of its value', (description, value) => {
  expect(describeValue(value)).toBe(description);
});

test('a huge string is described in one short line, and no pair of surrogates is torn apart', () => {
  const description = describeValue('😀'.repeat(1_000_000));
  expect(description).toBe(`"${'😀'.repeat(60)}"… (2000000 characters)`);
  expect(description.isWellFormed()).toBe(true);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['an array', ['s3cret']],
  ['an object', { s3cret: 's3cret' }],
  ['a string', 's3cret'],
  ['a number', 7],
  ['a boolean', true],
])('%s is the kind of its value, and says nothing of that', (kind, value) => {
  expect(describeKind(value)).toBe(kind);
});
