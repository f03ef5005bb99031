import { expect, test } from 'vitest';
import { MessageRate } from './message-rate.ts';

const allowed = (rate: MessageRate, times: readonly number[]) => times.map((nowMs) => rate.allows(nowMs));

test('a burst may come at once, and no more than it', () => {
  const rate = new MessageRate(10, 3, 0);
  expect(allowed(rate, [0, 0, 0, 0])).toEqual([true, true, true, false]);
});

test('behind a burst so many a second may come', () => {
  const rate = new MessageRate(10, 2, 0);
  expect(allowed(rate, [0, 0, 100, 200, 250])).toEqual([true, true, true, true, false]);
});

test('a long silence saves no more than a burst', () => {
  const rate = new MessageRate(10, 2, 0);
  expect(allowed(rate, [60_000, 60_000, 60_000])).toEqual([true, true, false]);
});
