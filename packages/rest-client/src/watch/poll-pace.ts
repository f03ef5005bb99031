/** How often statuses are read where the upstream has no event feed, in milliseconds. */
export interface PollOptions {
  /** Between two rounds of reads while statuses change: 1 000 unless given. */
  readonly fastMs?: number | undefined;
  /** Between two rounds while nothing changes: 10 000 unless given. */
  readonly slowMs?: number | undefined;
  /** Of all that one client watches, together: 20 unless given. With many users a round takes longer for it. */
  readonly maxCallsPerSecond?: number | undefined;
}

export const DEFAULT_FAST_MS = 1000;
export const DEFAULT_SLOW_MS = 10_000;
export const DEFAULT_CALLS_PER_SECOND = 20;

/** After so many rounds in a row in which nothing changed each further wait is longer. */
const QUIET_ROUNDS = 3;
/** So much longer than the last. */
const SLOWING = 1.5;
/** So much of a wait is left to chance, so that many clients do not read in step. */
const JITTER = 0.2;

/** A wait of which a part is left to chance; `random` is from 0 up to 1. */
export const jitteredMs = (ms: number, random: number): number => ms * (1 - JITTER * random);

/** How long to wait after so many rounds in a row in which nothing changed; `random` is from 0 up to 1. */
export function pollWaitMs(options: PollOptions, quietRounds: number, random: number): number {
  const { fastMs = DEFAULT_FAST_MS, slowMs = DEFAULT_SLOW_MS } = options;
  const slowing = SLOWING ** Math.max(0, quietRounds - QUIET_ROUNDS);
  return jitteredMs(Math.min(slowMs, fastMs * slowing), random);
}

/** The longest time between two reads of one user. */
export function longestPollMs(options: PollOptions, users: number): number {
  const { slowMs = DEFAULT_SLOW_MS, maxCallsPerSecond = DEFAULT_CALLS_PER_SECOND } = options;
  return Math.ceil(slowMs + (users * 1000) / maxCallsPerSecond);
}
