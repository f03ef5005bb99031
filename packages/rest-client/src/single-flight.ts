interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  /** When its request first left, which what it will show is no older than; undefined until then. */
  readonly sent: { at: number | undefined };
  waiters: number;
}

/** Begins a call; it is aborted by the signal, and says when its request leaves. */
type Start<T> = (signal: AbortSignal, onSent: () => void) => Promise<T>;

/** Shares one call among all who ask for the same key before it is sent, or shortly after (clause GET-5). */
export interface SingleFlight<T> {
  /**
   * The result of the call under `key`, begun with `start` where none may be shared. One waiter's abort rejects that
   * waiter alone, with its signal's reason; the last one's abort also aborts the call. `onShare` hears of a call that
   * was under way.
   */
  join(key: string, signal: AbortSignal | undefined, start: Start<T>, onShare?: () => void): Promise<T>;
  /** From now on nobody joins a call that began before; whoever waits for one gets its result. */
  separate(): void;
}

/** Makes a {@link SingleFlight} with nothing under way; nobody joins a call that was sent more than `windowMs` ago. */
export function createSingleFlight<T>(windowMs: number): SingleFlight<T> {
  // The calls that may still be joined: not those that were separated, overtaken by a later one, or have ended.
  const flights = new Map<string, Flight<T>>();

  const begin = (key: string, start: Start<T>): Flight<T> => {
    const controller = new AbortController();
    const sent: Flight<T>['sent'] = { at: undefined };
    const promise = start(controller.signal, () => {
      sent.at ??= performance.now();
    });
    const flight: Flight<T> = { controller, sent, waiters: 0, promise };
    flights.set(key, flight);
    // At once, not when the last waiter has gone on: nobody may join a call that has ended.
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.promise.then(forget, forget);
    return flight;
  };

  const isRecent = ({ sent }: Flight<T>): boolean =>
    sent.at === undefined || performance.now() - sent.at <= windowMs;

  return {
    async join(key, signal, start, onShare) {
      signal?.throwIfAborted();
      const latest = flights.get(key);
      const known = latest !== undefined && isRecent(latest) ? latest : undefined;
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
    separate: () => flights.clear(),
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
