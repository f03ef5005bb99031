const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Clocks that differ by no more than this, in milliseconds, do not make a minute more of it. */
const CLOCKS_DIFFER_BY = 5000;

/** When somebody is back, or was to be, seen from now. All times as Unix timestamps in milliseconds. */
export function returnWords(returnTimeMs: number | undefined, nowMs: number): string {
  if (returnTimeMs === undefined) return '';
  const leftMs = returnTimeMs - nowMs;
  if (leftMs > 0) {
    return leftMs < DAY ? `back in ${spanWords(minutesLeft(leftMs))}` : `back ${dayWords(returnTimeMs)}`;
  }
  if (leftMs > -MINUTE) return 'due back now';
  return leftMs > -DAY
    ? `was due back ${spanWords(Math.floor(-leftMs / MINUTE))} ago`
    : `was due back ${dayWords(returnTimeMs)}`;
}

const minutesLeft = (leftMs: number): number => Math.max(1, Math.ceil((leftMs - CLOCKS_DIFFER_BY) / MINUTE));

function spanWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const DAY_FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** RFC 3339 has no more years than four digits, and nor has anybody's return; what is further away is shown as it is. */
const dayWords = (timeMs: number): string => DAY_FORMAT.format(timeMs);
