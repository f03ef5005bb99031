import { Ending } from './ending.ts';

/** One call, and those who wait for its result. */
class Flight<T> {
  readonly ending: Ending = new Ending();
  readonly waiters: Set<Waiter<T>> = new Set();
  /** When its request first left, which what it will show is no older than; undefined until then. */
  sentAt: number | undefined;

  /** Lets everybody who waits go on. */
  settle(goOn: (waiter: Waiter<T>) => void): void {
    for (const waiter of this.waiters) {
      waiter.stopListening();
      goOn(waiter);
    }
  }
}

/** Somebody who waits for a call, until that has ended or the signal aborts. */
class Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #leave: (waiter: Waiter<T>) => void;

  constructor(
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
    signal: AbortSignal | undefined,
    leave: (waiter: Waiter<T>) => void,
  ) {
    this.resolve = resolve;
    this.reject = reject;
    this.#signal = signal;
    this.#leave = leave;
    signal?.addEventListener('abort', this);
  }

  /** The signal aborts. */
  handleEvent(): void {
    this.stopListening();
    this.#leave(this);
    this.reject(this.#signal?.reason);
  }

  stopListening(): void {
    this.#signal?.removeEventListener('abort', this);
  }
}

/** Begins a call, which `ending` may end; it says when its request leaves. */
type Start<T> = (ending: Ending, onSent: () => void) => Promise<T>;

/** Shares one call among all who ask for the same key before it is sent, or shortly after (clause GET-5). */
export interface SingleFlight<T> {
  /**
   * The result of the call under `key`, begun with `start` where none may be shared. One waiter's abort rejects that
   * waiter alone, with its signal's reason; the last one's abort also ends the call. `onShare` hears of a call that
   * was under way.
   */
  join(key: string, signal: AbortSignal | undefined, start: Start<T>, onShare?: () => void): Promise<T>;
  /** From now on nobody joins a call that began before; whoever waits for one gets its result. */
  separate(): void;
}

/** Why a call ends that nobody waits for any more: a constant, because an error with a stack costs more than most calls. */
const DESERTED = new Error('nobody waits for this call any more');

/** Makes a {@link SingleFlight} with nothing under way; nobody joins a call that was sent more than `windowMs` ago. */
export function createSingleFlight<T>(windowMs: number): SingleFlight<T> {
  // The calls that may still be joined: not those that were separated, overtaken by a later one, or have ended.
  let flights = new Map<string, Flight<T>>();
  let begun = 0;

  /**
   * A map that many keys came into and left gets a new table, and the table that is dead goes on pointing to it: once one
   * of them has grown old, the collector takes all that follow for alive. A new map now and then has no such past.
   */
  const remember = (key: string, flight: Flight<T>): void => {
    begun += 1;
    if (begun > flights.size + 64) {
      flights = new Map(flights);
      begun = 0;
    }
    flights.set(key, flight);
  };

  /** At once when the call has ended, not when those who waited have gone on: nobody may join it any more. */
  const forget = (key: string, flight: Flight<T>): void => {
    if (flights.get(key) === flight) flights.delete(key);
  };

  const begin = (key: string, start: Start<T>): Flight<T> => {
    const flight = new Flight<T>();
    const call = start(flight.ending, () => {
      flight.sentAt ??= performance.now();
    });
    remember(key, flight);
    call.then(
      (value) => {
        forget(key, flight);
        flight.settle(({ resolve }) => resolve(value));
      },
      (error: unknown) => {
        forget(key, flight);
        flight.settle(({ reject }) => reject(error));
      },
    );
    return flight;
  };

  const isRecent = ({ sentAt }: Flight<T>): boolean =>
    sentAt === undefined || performance.now() - sentAt <= windowMs;

  return {
    join(key, signal, start, onShare) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const latest = flights.get(key);
        const known = latest !== undefined && isRecent(latest) ? latest : undefined;
        if (known !== undefined) onShare?.();
        const flight = known ?? begin(key, start);
        const leave = (waiter: Waiter<T>) => {
          flight.waiters.delete(waiter);
          if (flight.waiters.size > 0) return;
          forget(key, flight);
          flight.ending.end(DESERTED);
        };
        flight.waiters.add(new Waiter(resolve, reject, signal, leave));
      });
    },
    separate() {
      flights = new Map();
    },
  };
}
