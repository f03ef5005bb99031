import { expect, test } from 'vitest';
import { returnWords } from './return-words.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const cases: readonly (readonly [afterMs: number, words: string])[] = [
  [1, 'back in 1 min'],
  [MINUTE, 'back in 1 min'],
  [11.2 * MINUTE, 'back in 12 min'],
  [HOUR, 'back in 1 h'],
  [HOUR + 5 * MINUTE, 'back in 1 h 5 min'],
  [DAY - 1, 'back in 24 h'],
  [DAY, 'back 26 Nov 2026'],
  [0, 'due back now'],
  [-MINUTE + 1, 'due back now'],
  [-MINUTE, 'was due back 1 min ago'],
  [-5.9 * MINUTE, 'was due back 5 min ago'],
  [-2 * HOUR, 'was due back 2 h ago'],
  [-30 * DAY, 'was due back 26 Oct 2026'],
];
test.each(cases)('%i ms from now: %s', (afterMs, words) => {
  expect(returnWords(NOW + afterMs, NOW)).toBe(words);
});

test('clocks that differ by a little make no minute more of half an hour', () => {
  expect(returnWords(NOW + 30 * MINUTE + 2000, NOW)).toBe('back in 30 min');
});

test('who has no return time has no words', () => {
  expect(returnWords(undefined, NOW)).toBe('');
});

test.each([8_640_000_000_000_000, -8_640_000_000_000_000])(
  '%i is as far as times go, and has words',
  (timeMs) => {
    expect(returnWords(timeMs, NOW)).toMatch(/^(back|was due back) /);
  },
);
