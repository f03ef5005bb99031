import { describeValue } from '@live-status/domain';

const DURATION = /^P(?=.)(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?)$/;
const UNIT_MS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/**
 * The milliseconds of an ISO 8601 duration such as `PT30M`. Years and months are refused: how long they are
 * depends on when they begin.
 *
 * @throws TypeError where the text is not such a duration.
 */
export function parseDurationMs(value: unknown): number {
  const match = typeof value === 'string' ? DURATION.exec(value) : null;
  if (match === null)
    throw new TypeError(
      `A duration must be ISO 8601 in weeks, or in days, hours, minutes and seconds, such as "PT30M"; got ${describeValue(value)}.`,
    );
  return match
    .slice(1)
    .reduce((sum, amount, index) => sum + Math.round(Number(amount ?? 0) * (UNIT_MS[index] ?? 0)), 0);
}
