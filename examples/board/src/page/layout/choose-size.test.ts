import { expect, test } from 'vitest';
import { chooseSize } from './choose-size.ts';

const WALL = [1888, 970] as const;

test.each([
  [6, 'xl'],
  [40, 'l'],
  [60, 'm'],
  [120, 's'],
  [200, 'xs'],
])('%i people are shown on a wall as %s', (count, size) => {
  expect(chooseSize(count, ...WALL)).toBe(size);
});

test('more than can be seen at once are shown so that they are read well', () => {
  expect(chooseSize(1000, ...WALL)).toBe('s');
});

test('on a phone nobody is made small, however many there are', () => {
  for (const count of [1, 50, 1000]) expect(chooseSize(count, 328, 500)).toBe('m');
});
