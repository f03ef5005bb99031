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
  wait<T>(promise: Promise<T>, ms: number, late: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.throwIfOver();
      const release = () => {
        clearTimeout(timer);
        this.waitsFor = undefined;
      };
      const done = (value: T) => {
        release();
        resolve(value);
      };
      const fail = (reason: unknown) => {
        release();
        reject(reason);
      };
      const timer = setTimeout(() => {
        try {
          done(late());
        } catch (error) {
          fail(error);
        }
      }, ms);
      this.waitsFor = { stop: fail };
      promise.then(done, fail);
    });
  }
}
