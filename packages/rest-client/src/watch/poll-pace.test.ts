import { expect, test } from 'vitest';
import { longestPollMs, pollWaitMs } from './poll-pace.ts';

test('rounds are fast while something changes, and slower the longer nothing does', () => {
  const waits = [0, 1, 2, 3, 4, 5, 8, 9, 5000].map((quiet) => pollWaitMs({}, quiet, 0));
  expect(waits).toEqual([1000, 1000, 1000, 1000, 1500, 2250, 7593.75, 10_000, 10_000]);
});

test('a fifth of each wait is left to chance', () => {
  expect(pollWaitMs({ fastMs: 10, slowMs: 20 }, 10, 0.5)).toBe(18);
  expect(pollWaitMs({ fastMs: 10, slowMs: 20 }, 0, 1)).toBe(8);
});

test('the longest time between two reads of one user grows with the users', () => {
  expect([0, 1, 1000].map((users) => longestPollMs({}, users))).toEqual([10_000, 10_050, 60_000]);
  expect(longestPollMs({ slowMs: 100, maxCallsPerSecond: 1000 }, 50)).toBe(150);
});
