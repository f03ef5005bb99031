/** Time, and what is to be done later: the only way in which watching waits for anything but the upstream. */
export interface Clock {
  /** Milliseconds that never jump. */
  nowMs(): number;
  /** A Unix timestamp in milliseconds, for people: it jumps when the clock is set. */
  wallMs(): number;
  /** Runs something once so many milliseconds have passed, unless the function that it gives is called before. */
  after(ms: number, run: () => void): () => void;
}

/** The time of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
