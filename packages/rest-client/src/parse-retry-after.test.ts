import { expect, test } from 'vitest';
import { parseRetryAfter } from './parse-retry-after.ts';

const DAY_MS = 86_400_000;
const now = Date.parse('1985-10-26T01:20:00Z');

test.each<[string | undefined, number | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['0', 0],
  ['1', 1000],
  [' 12 ', 12_000],
  ['86400', DAY_MS],
  ['86401', DAY_MS],
  ['9'.repeat(400), DAY_MS],
  ['-5', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['1x', undefined],
  ['x1', undefined],
  ['soon', undefined],
  ['2026-01-01 00:00:00', undefined],
  ['Sat, 26 Oct 1985 01:21:00 GMT', 60_000],
  ['Sat, 26 Oct 1985 01:20:00 GMT', 0],
  ['Sat, 26 Oct 1985 01:19:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', DAY_MS],
])('RFC 9110 10.2.3: Retry-After %j asks for %j ms', (value, waitMs) => {
  expect(parseRetryAfter(value, now)).toBe(waitMs);
});
