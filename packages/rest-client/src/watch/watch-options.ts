import type { PollOptions } from './poll-pace.ts';
import type { ReconnectOptions } from './reconnect.ts';

/** How a client watches. Times are in milliseconds. */
export interface WatchOptions {
  /** How long a feed is kept after the last one who watched has left, and whoever was watched is followed: 30 000 unless given. */
  readonly lingerMs?: number | undefined;
  /**
   * Feeds at once, one a core server and credentials, those included that are kept for nobody: 100 unless given. One of these is given
   * up for a new one; where there is none, whoever would need another feed fails with `OVERLOADED`.
   */
  readonly maxFeeds?: number | undefined;
  /** Calls at once for one core server and credentials: 8 unless given. They take turns with all others of the client. */
  readonly maxReadsAtOnce?: number | undefined;
  readonly reconnect?: ReconnectOptions | undefined;
  /** Between two pings: 5 000 unless given. A connection on which nothing comes is given up within three times as long. */
  readonly pingEveryMs?: number | undefined;
  /**
   * While a feed stands everybody is read so often all the same, 60 000 unless given, so that a feed that tells nothing is noticed
   * within that time; 0: never.
   */
  readonly reconcileEveryMs?: number | undefined;
  /** Where no feed stands: how often statuses are read. */
  readonly polling?: PollOptions | undefined;
  /**
   * How long after a feed was lost, or was first asked for, statuses are read in rounds unless one stands by then: 1 000 unless given,
   * up to a fifth of which is left out by chance. An upgrade that is not answered does not make it longer.
   */
  readonly pollAfterMs?: number | undefined;
  /** Where the upstream has no feed: how often it is asked for one again, 60 000 unless given. */
  readonly retryFeedEveryMs?: number | undefined;
}

/** Every option with its value. */
export type WatchSettings = { readonly [Name in keyof WatchOptions]-?: NonNullable<WatchOptions[Name]> };

/** The options, completed. */
export function watchSettings(options: WatchOptions = {}): WatchSettings {
  return {
    lingerMs: options.lingerMs ?? 30_000,
    maxFeeds: options.maxFeeds ?? 100,
    maxReadsAtOnce: options.maxReadsAtOnce ?? 8,
    reconnect: options.reconnect ?? {},
    pingEveryMs: options.pingEveryMs ?? 5000,
    reconcileEveryMs: options.reconcileEveryMs ?? 60_000,
    polling: options.polling ?? {},
    pollAfterMs: options.pollAfterMs ?? 1000,
    retryFeedEveryMs: options.retryFeedEveryMs ?? 60_000,
  };
}
