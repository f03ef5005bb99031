/** Something that can be stopped before its own end. */
export interface Stoppable {
  stop(reason: unknown): void;
}

/**
 * The end of one call before its own: whatever the call waits for at that moment is stopped, one thing at a time. What an
 * AbortSignal would be, without its price for a call that nobody ends.
 */
export class Ending {
  /** What the call waits for now. */
  waitsFor: Stoppable | undefined;
  #reason: unknown;
  #isOver = false;

  /** Ends the call; only the first time counts. */
  end(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reason = reason;
    this.waitsFor?.stop(reason);
  }

  /** @throws the reason, once the call was ended. */
  throwIfOver(): void {
    if (this.#isOver) throw this.#reason;
  }

  /** The promise's result, unless the call is ended before; once `ms` have passed, what `late` gives or throws. */
  async wait<T>(promise: Promise<T>, ms: number, late: () => T): Promise<T> {
    this.throwIfOver();
    const { promise: cut, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(() => resolve((async () => late())()), ms);
    this.waitsFor = { stop: reject };
    try {
      return await Promise.race([promise, cut]);
    } finally {
      clearTimeout(timer);
      this.waitsFor = undefined;
    }
  }
}

/** The promise's result, or a rejection with the signal's reason as soon as that aborts; leaves no listener behind. */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    const done = () => signal.removeEventListener('abort', onAbort);
    promise.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error);
      },
    );
  });
}
