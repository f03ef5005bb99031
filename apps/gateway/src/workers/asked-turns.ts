import { type EndTurn, TURN_WITHIN_MS, type Turns, tooLate } from '../writes/turns.ts';
import type { ToPrimary } from './messages.ts';

/** Turns of a worker, for which it asks the primary. */
export interface AskedTurns extends Turns {
  /** The primary has answered. */
  answered(id: number, isGranted: boolean): void;
}

/** Makes an {@link AskedTurns}. */
export function createAskedTurns(tell: (message: ToPrimary) => void): AskedTurns {
  const waiting = new Map<number, (isGranted: boolean) => void>();
  let last = 0;
  return {
    take(key, signal) {
      signal?.throwIfAborted();
      last += 1;
      const id = last;
      const endTurn: EndTurn = () => tell({ kind: 'turnDone', id });
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.delete(id);
          endTurn();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.set(id, (isGranted) => {
          waiting.delete(id);
          signal?.removeEventListener('abort', onAbort);
          if (isGranted) resolve(endTurn);
          else reject(tooLate(TURN_WITHIN_MS));
        });
        tell({ kind: 'wantTurn', id, key });
      });
    },
    answered: (id, isGranted) => waiting.get(id)?.(isGranted),
  };
}
