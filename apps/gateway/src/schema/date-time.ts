import { describeValue } from '@live-status/domain';

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether the calendar has the day; `Date` would roll February 30 over into March. */
function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12) return false;
  return day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/**
 * The instant of an RFC 3339 text with an offset. Digits beyond milliseconds are cut off.
 *
 * @throws TypeError where the text is none, or names a day that does not exist.
 */
export function parseDateTime(value: unknown): Date {
  const match = typeof value === 'string' ? RFC_3339.exec(value) : null;
  if (match === null || !isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3])))
    throw new TypeError(
      `A date and time must be RFC 3339 with an offset, such as "2015-10-21T16:29:00.000Z"; got ${describeValue(value)}.`,
    );
  return new Date(match[0]);
}
