import { expect, test } from 'vitest';
import { createSubscriptionLimit } from './subscription-limit.ts';

test('as many as there may be are let in, and one more for each that has left', () => {
  const { enter } = createSubscriptionLimit({ max: 2, maxPerCaller: undefined });
  const leave = enter('marty');
  enter('doc');
  expect(() => enter('jennifer')).toThrow('as many subscriptions as it takes on');
  leave();
  enter('jennifer');
  expect(() => enter('lorraine')).toThrow('as many subscriptions as it takes on');
});

test('a caller has no more than a caller may have, whatever others have', () => {
  const { enter } = createSubscriptionLimit({ max: 10, maxPerCaller: 1 });
  const leave = enter('marty');
  enter('doc');
  expect(() => enter('marty')).toThrow('This caller may have 1 subscriptions at once');
  leave();
  enter('marty');
});

test('how many there are is told whenever that changes', () => {
  const told: number[] = [];
  const { enter } = createSubscriptionLimit({ max: 10, maxPerCaller: 5 }, (count) => told.push(count));
  const leave = enter('marty');
  enter('marty');
  leave();
  expect(told).toEqual([1, 2, 1]);
});
