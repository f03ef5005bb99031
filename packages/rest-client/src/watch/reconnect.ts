/** When a feed that was lost is tried again, in milliseconds. */
export interface ReconnectOptions {
  /** The first wait is a random time up to this, each further one up to twice as long: 250 unless given. */
  readonly initialDelayMs?: number | undefined;
  /** No wait is longer: 30 000 unless given. */
  readonly maxDelayMs?: number | undefined;
}

/** A connection that stood so long was a good one: the next wait is short again. */
export const GOOD_AFTER_MS = 30_000;

/**
 * How long to wait before the next attempt, with full jitter, so that the many clients of a server that restarts do not come back
 * at once. `failures` are those in a row, counted from 1; `random` is from 0 up to 1.
 */
export function reconnectDelayMs(options: ReconnectOptions, failures: number, random: number): number {
  const { initialDelayMs = 250, maxDelayMs = 30_000 } = options;
  return random * Math.min(maxDelayMs, initialDelayMs * 2 ** (failures - 1));
}
