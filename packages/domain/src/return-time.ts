import { z } from 'zod';
import { describeValue } from './describe-value.ts';

/** What `returnTime` is on the wire where no return time is set (clause REP-2). */
export const NO_RETURN_TIME = -1;

/** The largest absolute `returnTime`, in milliseconds: what an ECMAScript Date can hold (clause REP-4). */
export const MAX_TIMESTAMP_MS = 8_640_000_000_000_000;

/** Whether a value is a timestamp in milliseconds that clause REP-4 allows; the sentinel −1 is one. */
export function isTimestampMs(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= MAX_TIMESTAMP_MS;
}

/** A `returnTime`: an integer of milliseconds within clause REP-4's bound. Never rescaled (REP-3); −0 becomes 0. */
export const returnTimeSchema: z.ZodType<number> = z
  .custom<number>(isTimestampMs, {
    error: (issue) =>
      `returnTime must be an integer of milliseconds within ±${MAX_TIMESTAMP_MS}, or ${NO_RETURN_TIME} for none; got ${describeValue(issue.input)}.`,
  })
  .overwrite((value) => value + 0);

/** The instant of a wire `returnTime`, or undefined for the sentinel −1 (clause REP-2). */
export function returnTimeToDate(returnTime: number): Date | undefined {
  return returnTime === NO_RETURN_TIME ? undefined : new Date(returnTime);
}

/**
 * The wire `returnTime` of an instant; −1 for undefined. The instant 1969-12-31T23:59:59.999Z is the sentinel
 * itself and cannot be said on the wire (clause REP-4): it gives −1, which reads back as none.
 */
export function returnTimeFromDate(date: Date | undefined): number {
  return date === undefined ? NO_RETURN_TIME : date.getTime();
}
