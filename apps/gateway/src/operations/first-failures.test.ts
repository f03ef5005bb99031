import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { firstFailures } from './first-failures.ts';

const failed = (...path: (string | number)[]) => new GraphQLError(path.join('.'), { path });
const told = (errors: readonly GraphQLError[], data: unknown) =>
  firstFailures(errors, data).map(({ message }) => message);

test.each<[string, (string | number)[][], unknown, string[]]>([
  ['fields that are null themselves are all told', [['a'], ['b']], { a: null, b: null }, ['a', 'b']],
  [
    'below one that is null the first is told',
    [
      ['a', 'x'],
      ['a', 'y', 'z'],
    ],
    { a: null },
    ['a.x'],
  ],
  [
    'below two, the first of each',
    [
      ['a', 'x'],
      ['b', 'x'],
      ['a', 'y'],
    ],
    { a: null, b: null },
    ['a.x', 'b.x'],
  ],
  [
    'each item of a list is a place',
    [
      ['a', 0, 'x'],
      ['a', 1, 'x'],
    ],
    { a: [null, null] },
    ['a.0.x', 'a.1.x'],
  ],
  [
    'a list that is null is one',
    [
      ['a', 0, 'x'],
      ['a', 1, 'x'],
    ],
    { a: null },
    ['a.0.x'],
  ],
  [
    'fields of one that is there are told',
    [
      ['a', 'x'],
      ['a', 'y'],
    ],
    { a: { x: null, y: null } },
    ['a.x', 'a.y'],
  ],
  ['without data all are told', [['a', 'x'], ['b']], null, ['a.x', 'b']],
])('%s', (_what, paths, data, expected) => {
  expect(
    told(
      paths.map((path) => failed(...path)),
      data,
    ),
  ).toEqual(expected);
});

test('a failure of no field is told', () => {
  expect(firstFailures([new GraphQLError('one'), new GraphQLError('two')], { a: null })).toHaveLength(2);
});
