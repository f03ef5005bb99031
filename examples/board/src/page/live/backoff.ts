/** How long to wait before the next attempt. */
export interface Backoff {
  /** In milliseconds; what the gateway asked for, where it did. */
  next(askedMs?: number | undefined): number;
  /** It worked. */
  reset(): void;
}

const FIRST_MS = 400;
const MOST_MS = 5000;

/** Makes a {@link Backoff}: waits that double up to five seconds, each at random between half and all of itself. */
export function createBackoff(random: () => number = Math.random): Backoff {
  let attempts = 0;
  return {
    next(askedMs) {
      const waitMs = Math.min(FIRST_MS * 2 ** attempts, MOST_MS);
      attempts += 1;
      return askedMs ?? waitMs * (0.5 + random() / 2);
    },
    reset() {
      attempts = 0;
    },
  };
}
