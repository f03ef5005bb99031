import type { Clock } from '../src/watch/clock.ts';

/** A clock that a test moves on. */
export interface ManualClock extends Clock {
  /** Lets so many milliseconds pass, and does what was to be done within them, in order. */
  pass(ms: number): void;
  /** How many things are to be done later. */
  pending(): number;
}

/** Makes a clock that stands at zero; its wall's is a million milliseconds ahead. */
export function createManualClock(): ManualClock {
  let now = 0;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    nowMs: () => now,
    wallMs: () => now + 1_000_000,
    after(ms, run) {
      const timer = { atMs: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ atMs }) => atMs <= end).toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = Math.max(now, next.atMs);
        next.run();
      }
      now = end;
    },
    pending: () => timers.length,
  };
}
