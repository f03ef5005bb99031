import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isTimestampMs,
  MAX_TIMESTAMP_MS,
  NO_RETURN_TIME,
  returnTimeFromDate,
  returnTimeSchema,
  returnTimeToDate,
} from './return-time.ts';

test.each([-1, 0, 1, -2, 499_132_800, MAX_TIMESTAMP_MS, -MAX_TIMESTAMP_MS])(
  'REP-4 %d is a return time, and REP-3 it is never rescaled',
  (value) => {
    expect(returnTimeSchema.parse(value)).toBe(value);
  },
);

test.each<[unknown]>([
  [MAX_TIMESTAMP_MS + 1],
  [-MAX_TIMESTAMP_MS - 1],
  [1.5],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  ['499132800'],
  [''],
  [null],
  [true],
  [1n],
  [new Date(0)],
])('SET-6 %o is no return time', (value) => {
  expect(isTimestampMs(value)).toBe(false);
  expect(returnTimeSchema.safeParse(value).error?.issues[0]?.message).toMatch(
    /^returnTime must be an integer of milliseconds within ±8640000000000000, or -1 for none; got .*\.$/,
  );
});

test('REP-4 minus zero becomes zero', () => {
  expect(Object.is(returnTimeSchema.parse(-0), 0)).toBe(true);
});

test('REP-2 the sentinel −1 is no date, and no date is the sentinel', () => {
  expect(returnTimeToDate(NO_RETURN_TIME)).toBeUndefined();
  expect(returnTimeFromDate(undefined)).toBe(-1);
});

test("REP-3 the page's own example is a time in January 1970", () => {
  expect(returnTimeToDate(499_132_800)?.toISOString()).toBe('1970-01-06T18:38:52.800Z');
});

test('REP-4 every allowed return time survives the way over a Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: -MAX_TIMESTAMP_MS, max: MAX_TIMESTAMP_MS }), (value) => {
      expect(returnTimeFromDate(returnTimeToDate(value))).toBe(value);
    }),
  );
});
