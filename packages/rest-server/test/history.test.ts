import { expect, test } from 'vitest';
import { createHistory } from './history.ts';

test('before anything is acknowledged, the first value and all that was sent may be read', () => {
  const history = createHistory();
  history.send(1);
  history.send(2);
  expect([0, 1, 2, 3].map(history.allows)).toEqual([true, true, true, false]);
});

test('an acknowledged set may be lost to no earlier one', () => {
  const history = createHistory();
  history.send(1)();
  history.send(2)();
  history.send(3);
  expect([0, 1, 2, 3].map(history.allows)).toEqual([false, false, true, true]);
});

test('of sets that cross, either may have come last', () => {
  const history = createHistory();
  const one = history.send(1);
  const other = history.send(2);
  other();
  one();
  expect([0, 1, 2].map(history.allows)).toEqual([false, true, true]);
});

test('what was read is what counts from then on', () => {
  const history = createHistory();
  history.send(1);
  history.settle(0);
  expect([0, 1].map(history.allows)).toEqual([true, false]);
});
