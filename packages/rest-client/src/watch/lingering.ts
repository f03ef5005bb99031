import type { Clock } from './clock.ts';

/** How long things are kept that nobody needs at the moment. */
export interface LingeringOptions<T> {
  readonly lingerMs: number;
  /** How many are kept at most: beyond it the one that has been kept longest is over. */
  readonly max: number;
  readonly clock: Clock;
  /** Nobody has come back for these. */
  readonly onOver: (things: readonly T[]) => void;
}

/** Things that are kept for a while, in case somebody comes back for them. */
export interface Lingering<T> {
  add(thing: T): void;
  has(thing: T): boolean;
  /** Somebody has come back for it, or it is over by other means. */
  delete(thing: T): void;
  stop(): void;
}

/** Makes a place for things that linger; one timer is kept for all of them, and none while there are none. */
export function createLingering<T>({ lingerMs, max, clock, onOver }: LingeringOptions<T>): Lingering<T> {
  // In the order in which they came, and so in that in which they are over.
  const cameAtMs = new Map<T, number>();
  let cancel: (() => void) | undefined;

  const arm = (): void => {
    const [first] = cameAtMs.values();
    if (first === undefined || cancel !== undefined) return;
    cancel = clock.after(Math.max(0, first + lingerMs - clock.nowMs()), () => {
      cancel = undefined;
      sweep();
      arm();
    });
  };
  const sweep = (): void => {
    const over: T[] = [];
    for (const [thing, atMs] of cameAtMs) {
      if (atMs + lingerMs > clock.nowMs() && cameAtMs.size <= max) break;
      cameAtMs.delete(thing);
      over.push(thing);
    }
    if (over.length > 0) onOver(over);
  };
  const disarm = (): void => {
    cancel?.();
    cancel = undefined;
  };

  return {
    add(thing) {
      cameAtMs.delete(thing);
      cameAtMs.set(thing, clock.nowMs());
      if (cameAtMs.size > max) sweep();
      arm();
    },
    has: (thing) => cameAtMs.has(thing),
    delete(thing) {
      cameAtMs.delete(thing);
      if (cameAtMs.size === 0) disarm();
    },
    stop() {
      cameAtMs.clear();
      disarm();
    },
  };
}
