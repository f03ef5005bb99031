import { isStatusError } from '@live-status/domain';
import { createTurns, type EndTurn } from '../writes/turns.ts';
import type { ToWorker } from './messages.ts';

/** The turns of all workers, as the primary deals them out. */
export interface TurnLedger {
  /** A worker wants a turn, under a number of its own. */
  want(worker: number, id: number, key: string): void;
  /** It has had it, or does not want it any more. */
  done(worker: number, id: number): void;
  /** A worker is gone, and its turns with it. */
  leave(worker: number): void;
}

/** A turn that a worker has, or waits for. */
interface Wanted {
  readonly waiting: AbortController;
  end: EndTurn | undefined;
}

/** Makes a {@link TurnLedger}. */
export function createTurnLedger(send: (worker: number, message: ToWorker) => void): TurnLedger {
  const turns = createTurns();
  const wanted = new Map<number, Map<number, Wanted>>();

  const end = ({ waiting, end: endTurn }: Wanted) => {
    waiting.abort();
    endTurn?.();
  };
  const begin = async (worker: number, id: number, key: string, one: Wanted) => {
    try {
      const endTurn = await turns.take(key, one.waiting.signal);
      // It may have left in the moment in which its turn came.
      if (one.waiting.signal.aborted) return endTurn();
      one.end = endTurn;
      send(worker, { kind: 'turn', id, isGranted: true });
    } catch (error) {
      if (one.waiting.signal.aborted) return;
      wanted.get(worker)?.delete(id);
      if (!isStatusError(error)) throw error;
      send(worker, { kind: 'turn', id, isGranted: false });
    }
  };

  return {
    want(worker, id, key) {
      const one: Wanted = { waiting: new AbortController(), end: undefined };
      const own = wanted.get(worker) ?? new Map<number, Wanted>();
      wanted.set(worker, own.set(id, one));
      void begin(worker, id, key, one);
    },
    done(worker, id) {
      const one = wanted.get(worker)?.get(id);
      wanted.get(worker)?.delete(id);
      if (one !== undefined) end(one);
    },
    leave(worker) {
      const left = wanted.get(worker)?.values() ?? [];
      wanted.delete(worker);
      for (const one of left) end(one);
    },
  };
}
