import { expect, test } from 'vitest';
import { longestPollMs, pollWaitMs } from './poll-pace.ts';

test('rounds are fast while something changes, and slower with each in which nothing does', () => {
  const waits: number[] = [];
  let meantMs: number | undefined;
  for (const hasChanged of [true, true, false, false, false, false, false, true]) {
    if (waits.length === 5) meantMs = 3500;
    ({ meantMs } = pollWaitMs({ slowMs: 4000 }, meantMs, hasChanged, 0));
    waits.push(meantMs);
  }
  expect(waits).toEqual([1000, 1000, 1250, 1562.5, 1953.125, 4000, 4000, 1000]);
});

test('a fifth of each wait is left to chance, which does not add up', () => {
  expect(pollWaitMs({ fastMs: 10, slowMs: 20 }, 20, false, 0.5)).toEqual({ meantMs: 20, waitMs: 18 });
  expect(pollWaitMs({ fastMs: 10, slowMs: 20 }, undefined, false, 1)).toEqual({ meantMs: 10, waitMs: 8 });
});

test('the longest time between two reads of one user grows with the users', () => {
  expect([0, 1, 1000].map((users) => longestPollMs({}, users))).toEqual([10_000, 10_050, 60_000]);
  expect(longestPollMs({ slowMs: 100, maxCallsPerSecond: 1000 }, 50)).toBe(150);
});
