import type { CoreServerRef, StatusTarget } from '@live-status/domain';
import type { CallOptions, StatusClient, WatchedStatus } from '@live-status/rest-client';

/** Who reads, so far as the upstream sees it. */
export interface FeedReader {
  readonly credentials: CallOptions['credentials'];
  /** Tells the credentials apart. Never shown or logged. */
  readonly credentialsKey: string;
}

/** Statuses that are known without asking, because the feed of the upstream tells of them. */
export interface FeedReads {
  /**
   * Undefined where it is not known, or may be out of date. Whoever asks has the core server watched from then on, until nobody has
   * asked for five minutes.
   */
  known(target: StatusTarget, reader: FeedReader): WatchedStatus | undefined;
}

/** How often it is looked whether anybody asks still, in milliseconds. */
const IDLE_MS = 300_000;
/** A core server that could not be watched is tried again after so long. */
const RETRY_AFTER_MS = 60_000;

/** Everybody on one core server, watched with one reader's credentials. */
interface Watch {
  isAsked: boolean;
  /** Of `performance.now()`: it could not be watched, and is not tried again before. */
  retryAtMs: number;
}

/** Makes {@link FeedReads} that watch nothing yet; they end with the client. */
export function createFeedReads(
  client: StatusClient,
  identify: (coreServer: CoreServerRef) => CoreServerRef,
): FeedReads {
  const watches = new Map<string, Watch>();

  const begin = (key: string, coreServer: CoreServerRef, credentials: FeedReader['credentials']): Watch => {
    const controller = new AbortController();
    const { signal } = controller;
    const watch: Watch = { isAsked: true, retryAtMs: 0 };
    const timer = setInterval(() => {
      if (!watch.isAsked) controller.abort();
      watch.isAsked = false;
    }, IDLE_MS);
    void takeAll(client.watchStatuses({ coreServer }, { credentials, signal })).then(() => {
      clearInterval(timer);
      if (signal.aborted) watches.delete(key);
      else watch.retryAtMs = performance.now() + RETRY_AFTER_MS;
    });
    return watch;
  };
  return {
    known({ coreServer, user }, { credentials, credentialsKey }) {
      const ref = identify(coreServer);
      const key = JSON.stringify([ref, credentialsKey]);
      const before = watches.get(key);
      if (before === undefined || (before.retryAtMs > 0 && performance.now() > before.retryAtMs))
        watches.set(key, begin(key, ref, credentials));
      else before.isAsked = true;
      return client.knownStatus({ coreServer: ref, user }, { credentials });
    },
  };
}

/** Takes whatever is told, so that it is told for as long as it is wanted. */
async function takeAll(events: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of events);
  } catch {
    // Nothing but its own end is thrown.
  }
}
