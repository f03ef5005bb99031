import type { Slots } from '../pipeline/slots.ts';
import { ANSWER_WITHIN_MS } from './questions.ts';

/** The slots that a worker has on lease from the primary: no more are ever taken, in all workers together, than there are. */
export interface LeasedSlots extends Slots {
  /** The primary has leased so many more. */
  granted(slots: number): void;
  /** The primary has asked everybody, and has none. */
  refused(): void;
  /** The primary needs so many; what is not needed here goes back. */
  reclaim(slots: number): void;
}

export interface LeasedSlotsOptions {
  /** Asks the primary for so many; it grants some or refuses. */
  readonly want: (slots: number) => void;
  /** Tells the primary how many go back, none included. */
  readonly giveBack: (slots: number) => void;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** After a refusal nobody is asked again for a moment: refusing must cost nothing. */
export const REFUSED_FOR_MS = 10;

/** Makes a {@link LeasedSlots} with nothing on lease. */
export function createLeasedSlots(options: LeasedSlotsOptions): LeasedSlots {
  const { want, giveBack, now = () => performance.now() } = options;
  const waiting: ((isTaken: boolean) => void)[] = [];
  let leased = 0;
  let taken = 0;
  let isAsked = false;
  let refusedUntil = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const ask = () => {
    isAsked = true;
    want(waiting.length);
  };
  const refuseAll = (forMs: number) => {
    refusedUntil = now() + forMs;
    for (const settle of waiting.splice(0)) settle(false);
    rest();
  };
  const rest = () => {
    if (waiting.length > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };

  return {
    get hasRoom() {
      return taken < leased || now() >= refusedUntil;
    },
    take() {
      if (taken < leased) {
        taken += 1;
        return true;
      }
      if (now() < refusedUntil) return false;
      return new Promise((resolve) => {
        waiting.push(resolve);
        timer ??= setTimeout(refuseAll, ANSWER_WITHIN_MS, ANSWER_WITHIN_MS);
        if (!isAsked) ask();
      });
    },
    free() {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next(true);
      rest();
    },
    granted(slots) {
      isAsked = false;
      leased += slots;
      for (const settle of waiting.splice(0, leased - taken)) {
        taken += 1;
        settle(true);
      }
      rest();
      if (waiting.length > 0) ask();
    },
    refused() {
      isAsked = false;
      refuseAll(REFUSED_FOR_MS);
    },
    reclaim(slots) {
      const unused = leased - taken;
      // Half of what is left over, where that is more: so that a worker who needs many need not ask for each.
      const back = Math.min(unused, Math.max(slots, Math.ceil(unused / 2)));
      leased -= back;
      giveBack(back);
    },
  };
}
