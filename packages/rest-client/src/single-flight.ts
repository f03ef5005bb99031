interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

/** Shares one call among all who ask for the same key while it is under way. */
export interface SingleFlight<T> {
  /**
   * The result of the call under `key`, begun with `start` where none is under way. One waiter's abort rejects that
   * waiter alone, with its signal's reason; the last one's abort also aborts the call. `onShare` hears of a call that
   * was under way.
   */
  join(
    key: string,
    signal: AbortSignal | undefined,
    start: (signal: AbortSignal) => Promise<T>,
    onShare?: () => void,
  ): Promise<T>;
}

/** Makes a {@link SingleFlight} with nothing under way. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  const begin = (key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController();
    const flight: Flight<T> = { controller, waiters: 0, promise: start(controller.signal) };
    flights.set(key, flight);
    // At once, not when the last waiter has gone on: nobody may join a call that has ended.
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.promise.then(forget, forget);
    return flight;
  };

  return {
    async join(key, signal, start, onShare) {
      signal?.throwIfAborted();
      const known = flights.get(key);
      if (known !== undefined) onShare?.();
      const flight = known ?? begin(key, start);
      flight.waiters += 1;
      try {
        return await raceAbort(flight.promise, signal);
      } finally {
        flight.waiters -= 1;
        if (flight.waiters === 0) {
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller.abort();
        }
      }
    },
  };
}

/** The promise's result, or a rejection with the signal's reason as soon as that aborts; leaves no listener behind. */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
