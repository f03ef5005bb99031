import type { Operation } from '@live-status/domain';
import type { Ending, Stoppable } from './ending.ts';
import { failure } from './failure.ts';

/** Lets so many attempts run at once, so many more wait for their turn, and refuses the rest with `OVERLOADED`. */
export interface Slots {
  /** Takes a slot where one is free. */
  take(): boolean;
  /**
   * Waits for a slot. Whoever is ended while waiting leaves the queue at once.
   *
   * @throws StatusError `OVERLOADED` where the queue is full; what `late` gives where the time is up.
   */
  wait(operation: Operation, patience: Patience): Promise<void>;
  /** Gives a slot back: to whoever has waited longest. */
  give(): void;
}

/** For how long somebody waits: at most `ms` milliseconds, and not beyond the end of the call. */
export interface Patience {
  readonly ending: Ending;
  readonly ms: number;
  /** What the wait fails with once the time is up. */
  readonly late: () => unknown;
}

/** When trying again makes sense after `OVERLOADED`, in milliseconds. */
export const OVERLOADED_RETRY_AFTER_MS = 1000;

/** Whoever waits for a slot, until it is their turn or they leave. One object, because many may wait for long. */
class Place implements Stoppable {
  isLeft = false;
  readonly #ending: Ending;
  readonly #timer: NodeJS.Timeout;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;
  readonly #onLeave: () => void;

  constructor(
    { ending, ms, late }: Patience,
    resolve: () => void,
    reject: (reason: unknown) => void,
    onLeave: () => void,
  ) {
    this.#ending = ending;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#onLeave = onLeave;
    this.#timer = setTimeout(() => this.stop(late()), ms);
    ending.waitsFor = this;
  }

  takeTurn(): void {
    this.#settle();
    this.#resolve();
  }

  /** Leaves before its turn. */
  stop(reason: unknown): void {
    this.#settle();
    this.#onLeave();
    this.#reject(reason);
  }

  #settle(): void {
    this.isLeft = true;
    clearTimeout(this.#timer);
    this.#ending.waitsFor = undefined;
  }
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
    queue = queue.slice(first).filter(({ isLeft }) => !isLeft);
    first = 0;
  };

  const leave = (): void => {
    waiting -= 1;
    tidy();
  };

  const give = (): void => {
    while (first < queue.length) {
      const place = queue[first];
      first += 1;
      if (place === undefined || place.isLeft) continue;
      // The slot passes from hand to hand, so that nobody who comes later gets it first.
      waiting -= 1;
      tidy();
      place.takeTurn();
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
    wait(operation, patience) {
      return new Promise((resolve, reject) => {
        if (waiting >= maxQueued)
          throw failure('OVERLOADED', operation, { retryAfterMs: OVERLOADED_RETRY_AFTER_MS });
        patience.ending.throwIfOver();
        queue.push(new Place(patience, resolve, reject, leave));
        waiting += 1;
      });
    },
    give,
  };
}
