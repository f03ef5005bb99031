import type { Operation } from '@live-status/domain';
import { failure } from './failure.ts';
import { raceAbort } from './single-flight.ts';

/** Lets so many attempts run at once, so many more wait for their turn, and refuses the rest with `OVERLOADED`. */
export interface Slots {
  /** Whoever is aborted while waiting leaves the queue at once and makes no attempt. */
  run<T>(operation: Operation, signal: AbortSignal, attempt: () => Promise<T>): Promise<T>;
}

/** When trying again makes sense after `OVERLOADED`, in milliseconds. */
export const OVERLOADED_RETRY_AFTER_MS = 1000;

/** Makes {@link Slots} that are all free. */
export function createSlots(slots: number, maxQueued: number): Slots {
  let free = slots;
  const queue = new Set<() => void>();

  const take = async (operation: Operation, signal: AbortSignal): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (queue.size >= maxQueued)
      throw failure('OVERLOADED', operation, { retryAfterMs: OVERLOADED_RETRY_AFTER_MS });
    const { promise: turn, resolve } = Promise.withResolvers<void>();
    queue.add(resolve);
    try {
      await raceAbort(turn, signal);
    } finally {
      queue.delete(resolve);
    }
  };

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
    async run(operation, signal, attempt) {
      await take(operation, signal);
      try {
        return await attempt();
      } finally {
        give();
      }
    },
  };
}
