import { Ending } from './ending.ts';

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly ending: Ending;
  /** When its request first left, which what it will show is no older than; undefined until then. */
  readonly sent: { at?: number };
  waiters: number;
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

  const begin = (key: string, start: Start<T>): Flight<T> => {
    const ending = new Ending();
    const sent: Flight<T>['sent'] = {};
    const promise = start(ending, () => {
      sent.at ??= performance.now();
    });
    const flight: Flight<T> = { ending, sent, waiters: 0, promise };
    remember(key, flight);
    // At once, not when the last waiter has gone on: nobody may join a call that has ended.
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    promise.then(forget, forget);
    return flight;
  };

  const isRecent = ({ sent }: Flight<T>): boolean =>
    sent.at === undefined || performance.now() - sent.at <= windowMs;

  return {
    join(key, signal, start, onShare) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const latest = flights.get(key);
        const known = latest !== undefined && isRecent(latest) ? latest : undefined;
        if (known !== undefined) onShare?.();
        const flight = known ?? begin(key, start);
        flight.waiters += 1;
        let waits = true;
        /** Whether it waited until now. */
        const leave = (): boolean => {
          if (!waits) return false;
          waits = false;
          signal?.removeEventListener('abort', onAbort);
          flight.waiters -= 1;
          if (flight.waiters > 0) return true;
          if (flights.get(key) === flight) flights.delete(key);
          flight.ending.end(DESERTED);
          return true;
        };
        const onAbort = () => {
          leave();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort);
        flight.promise.then(
          (value) => {
            if (leave()) resolve(value);
          },
          (error: unknown) => {
            if (leave()) reject(error);
          },
        );
      });
    },
    separate() {
      flights = new Map();
    },
  };
}
