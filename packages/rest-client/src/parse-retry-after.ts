/** The longest wait that an upstream can ask for, in milliseconds: a day. Longer ones count as a day. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/** The wait of a Retry-After header in milliseconds, given in seconds or as a date (RFC 9110 section 10.2.3); undefined where unreadable. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : parseDate(text) - now;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}

function parseDate(text: string): number {
  return /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
}
