import type { FaultWatcher } from './fault-watcher.ts';
import type { FeedUpstream } from './feed-upstream.ts';

/** How a client watches, where a fault needs that to be otherwise; in milliseconds, and as the client's options of these names. */
export interface FeedTimes {
  readonly timeoutMs?: number;
  readonly pingEveryMs?: number;
  readonly reconcileEveryMs?: number;
  readonly retryFeedEveryMs?: number;
  readonly reconnect?: { readonly initialDelayMs?: number; readonly maxDelayMs?: number };
}

/** How soon a picture is right again, with the times that a client has unless it is told otherwise. */
export type Within = keyof typeof WITHIN_MS;

/** In milliseconds. Where a fault has other times, its own bound counts. */
export const WITHIN_MS = {
  '1 s': 1000,
  '3 s': 3000,
  '7 s': 7000,
  'a round': 10_100,
  '15 s': 15_000,
  '60 s': 60_000,
};

/** Something that goes wrong with a feed, while one watches marty and doc; and what is promised all the same. */
export interface FeedFault {
  readonly name: string;
  /** Before anybody watches. */
  readonly before?: (upstream: FeedUpstream) => void;
  /** Once the first snapshot is there, and until the fault has done what it does. */
  readonly during?: (upstream: FeedUpstream, watcher: FaultWatcher) => void | Promise<void>;
  /** The end of the fault; without it, it ends by itself, or never. */
  readonly end?: (upstream: FeedUpstream) => void;
  /** Whom one watches: the two by their usernames unless given. */
  readonly whom?: 'the two by id' | 'everybody';
  readonly times?: FeedTimes;
  /** What is told of it in the order of time, as {@link matchesTold} reads it. */
  readonly told: string;
  /** From its begin until it is told that the picture may be out of date. */
  readonly staleWithin?: Within;
  /** From its end, or from each change where it has none, until the picture is the upstream's and nobody is told otherwise. */
  readonly within: Within;
  /** Both in milliseconds, where its times are not those of a client. */
  readonly staleWithinMs?: number;
  readonly withinMs?: number;
  /** Connections of the feed afterwards. */
  readonly feeds: 0 | 1;
  /** The first events that are told to be unreadable, and why. */
  readonly unreadable?: readonly string[];
  /** How much more memory the process may hold at its height, in mebibytes, where that is measured. */
  readonly maxMiB?: number;
  /** Whether it is seen over a WebSocket too, and not only over Server-Sent Events. */
  readonly isSeenOverWebSocket?: boolean;
}
