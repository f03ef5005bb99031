import type { Operation } from '@live-status/domain';
import type { Ending } from './ending.ts';
import { failure } from './failure.ts';

/** Lets so many attempts run at once, so many more wait for their turn, and refuses the rest with `OVERLOADED`. */
export interface Slots {
  /** Takes a slot where one is free. */
  take(): boolean;
  /**
   * Waits for a slot, at most so long. Whoever is ended while waiting leaves the queue at once.
   *
   * @throws StatusError `OVERLOADED` where the queue is full; what `late` throws where the time is up.
   */
  wait(operation: Operation, ending: Ending, ms: number, late: () => never): Promise<void>;
  /** Gives a slot back: to whoever has waited longest. */
  give(): void;
}

/** When trying again makes sense after `OVERLOADED`, in milliseconds. */
export const OVERLOADED_RETRY_AFTER_MS = 1000;

/** Makes {@link Slots} that are all free. */
export function createSlots(slots: number, maxQueued: number): Slots {
  let free = slots;
  const queue = new Set<() => void>();

  const give = (): void => {
    const [next] = queue;
    if (next === undefined) {
      free += 1;
      return;
    }
    // The slot passes from hand to hand, so that nobody who comes later gets it first.
    queue.delete(next);
    next();
  };

  return {
    take() {
      if (free === 0) return false;
      free -= 1;
      return true;
    },
    async wait(operation, ending, ms, late) {
      if (queue.size >= maxQueued)
        throw failure('OVERLOADED', operation, { retryAfterMs: OVERLOADED_RETRY_AFTER_MS });
      await ending.hold<void>(
        (turn) => {
          queue.add(turn);
          return () => queue.delete(turn);
        },
        ms,
        late,
      );
    },
    give,
  };
}
