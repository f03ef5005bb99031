import type { Clock } from './clock.ts';
import type { EventFeed, FeedEnd, FeedListener } from './event-feed.ts';
import { GOOD_AFTER_MS, type ReconnectOptions, reconnectDelayMs } from './reconnect.ts';

/** How a feed is kept. */
export interface FeedKeeperOptions {
  readonly open: (listener: FeedListener) => EventFeed;
  readonly reconnect: ReconnectOptions;
  /** Where the upstream has no feed: after how many milliseconds it is asked again. */
  readonly retryFeedEveryMs: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Who hears of it. */
export interface FeedKeeperListener {
  /** A connection is about to be made. */
  onConnecting(): void;
  onStanding(feed: EventFeed): void;
  onEvent: FeedListener['onEvent'];
  onBarrier: FeedListener['onBarrier'];
  /** There is no feed now, and it is tried again; `heardAtMs` is when the upstream was last heard, where the feed had stood. */
  onGone(end: FeedEnd, heardAtMs: number | undefined): void;
  /** The upstream refuses this caller (401 or 403): it is not tried again. */
  onDenied(status: number): void;
}

/** Keeps one feed connected. */
export interface FeedKeeper {
  close(): void;
}

/** Whether an answer says that there is no feed, rather than that there is none at the moment. */
export const saysNoFeed = (end: FeedEnd): boolean =>
  end.kind === 'refused' && (end.status < 500 || end.status === 501) && ![408, 429].includes(end.status);

/** Connects, and connects again after every end, until it is closed or denied. */
export function keepFeed(options: FeedKeeperOptions, listener: FeedKeeperListener): FeedKeeper {
  const { open, reconnect, retryFeedEveryMs, clock, random } = options;
  let failures = 0;

  /** Begins to connect; what it gives ends that, and what has become of it. */
  const attempt = (): (() => void) => {
    let stoodAtMs: number | undefined;
    listener.onConnecting();
    const feed: EventFeed = open({
      onOpen() {
        stoodAtMs = clock.nowMs();
        listener.onStanding(feed);
      },
      onEvent: listener.onEvent,
      onBarrier: listener.onBarrier,
      onEnd(end) {
        if (end.kind === 'refused' && (end.status === 401 || end.status === 403))
          return listener.onDenied(end.status);
        const wasGood = stoodAtMs !== undefined && clock.nowMs() - stoodAtMs >= GOOD_AFTER_MS;
        failures = wasGood ? 1 : failures + 1;
        const delayMs = saysNoFeed(end) ? retryFeedEveryMs : reconnectDelayMs(reconnect, failures, random());
        // Before anybody hears of it, who may close this.
        cancel = clock.after(delayMs, () => {
          cancel = attempt();
        });
        listener.onGone(end, stoodAtMs === undefined ? undefined : feed.heardAtMs());
      },
    });
    return feed.close;
  };

  let cancel = attempt();
  return { close: () => cancel() };
}
