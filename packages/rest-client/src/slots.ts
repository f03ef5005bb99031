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

/** Whoever waits for a slot; without a `turn` once they have left. */
interface Place {
  turn: (() => void) | undefined;
}

/** So many places that were left are kept, beside as many as are waited at. */
const MAX_LEFT = 512;

/** Makes {@link Slots} that are all free. */
export function createSlots(slots: number, maxQueued: number): Slots {
  let free = slots;
  let waiting = 0;
  // From `first` on; what is before was passed. A set would be walked over from its first dead entry on for each turn.
  let queue: Place[] = [];
  let first = 0;

  const tidy = (): void => {
    if (queue.length <= 2 * waiting + MAX_LEFT) return;
    queue = queue.slice(first).filter(({ turn }) => turn !== undefined);
    first = 0;
  };

  const give = (): void => {
    while (first < queue.length) {
      const place = queue[first];
      const turn = place?.turn;
      first += 1;
      if (place === undefined || turn === undefined) continue;
      place.turn = undefined;
      // The slot passes from hand to hand, so that nobody who comes later gets it first.
      waiting -= 1;
      tidy();
      turn();
      return;
    }
    free += 1;
  };

  return {
    take() {
      if (free === 0) return false;
      free -= 1;
      return true;
    },
    async wait(operation, ending, ms, late) {
      if (waiting >= maxQueued)
        throw failure('OVERLOADED', operation, { retryAfterMs: OVERLOADED_RETRY_AFTER_MS });
      await ending.hold<void>(
        (turn) => {
          const place: Place = { turn };
          queue.push(place);
          waiting += 1;
          return () => {
            place.turn = undefined;
            waiting -= 1;
            tidy();
          };
        },
        ms,
        late,
      );
    },
    give,
  };
}
