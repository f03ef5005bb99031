import { StatusError } from '@live-status/domain';

/** Turns that writes of one user take, one after the other, in the order in which they asked. */
export interface Turns {
  /**
   * Resolves when it is the caller's turn; what it gives ends the turn.
   *
   * @throws StatusError `OVERLOADED` where it does not come within 10 s, and the signal's reason where that aborts.
   */
  take(key: string, signal: AbortSignal | undefined): Promise<EndTurn>;
}

/** Ends a turn; a second time it does nothing. */
export type EndTurn = () => void;

/** How long a write waits for those before it: what one call to the upstream may take. */
export const TURN_WITHIN_MS = 10_000;

/** Somebody who waits, told when the turn is theirs. */
type Waiting = () => void;

/** Makes the turns of one process. */
export function createTurns(withinMs: number = TURN_WITHIN_MS): Turns {
  const queues = new Map<string, Waiting[]>();

  const endOnce = (key: string): EndTurn => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = queues.get(key)?.shift();
      if (next === undefined) queues.delete(key);
      else next();
    };
  };
  const wait = (key: string, queue: Waiting[], signal: AbortSignal | undefined): Promise<EndTurn> =>
    new Promise((resolve, reject) => {
      const leave = (reason: unknown) => {
        queue.splice(queue.indexOf(begin), 1);
        stop();
        reject(reason);
      };
      const onAbort = () => leave(signal?.reason);
      const timer = setTimeout(() => leave(tooLate(withinMs)), withinMs);
      const stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const begin = () => {
        stop();
        resolve(endOnce(key));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.push(begin);
    });

  return {
    async take(key, signal) {
      signal?.throwIfAborted();
      const queue = queues.get(key);
      if (queue !== undefined) return wait(key, queue, signal);
      queues.set(key, []);
      return endOnce(key);
    },
  };
}

/** What a write is told that has waited too long: nothing was sent. */
export function tooLate(withinMs: number): StatusError {
  const message = `Other writes of this user took longer than ${withinMs} ms; nothing was sent.`;
  return new StatusError('OVERLOADED', message, { operation: 'write', retryAfterMs: 1000 });
}
