import type { CoreServerRef, Username } from '@live-status/domain';
import type { EventFeed } from './event-feed.ts';
import { createFeedFilter } from './feed-filter.ts';
import type { Person } from './people.ts';
import type { Picture } from './picture.ts';
import type { Entry } from './picture-entry.ts';

/** What binds a picture to the feed that stands, where one does: its filter and its barriers. */
export interface FeedLink {
  stands(feed: EventFeed, watched: Iterable<Person>, watchesAll: boolean): void;
  gone(): void;
  /** Follows somebody from now on, on the feed too. */
  follow(username: Username): Entry;
  /** Sends a barrier where the picture needs one. */
  askBarrier(): void;
  /** A barrier has passed. Gives how many users' changes the feed should have told by now, and has not. */
  passed(barrier: number): number;
}

/** Makes the link of a picture to no feed. */
export function createFeedLink(coreServer: CoreServerRef, picture: Picture): FeedLink {
  const filter = createFeedFilter(coreServer);
  let feed: EventFeed | undefined;
  let lastBarrier = 0;

  const askBarrier = (): void => {
    const number = feed && picture.barrier();
    if (number === undefined) return;
    lastBarrier = number;
    feed?.barrier(number);
  };
  return {
    stands(now, watched, watchesAll) {
      feed = now;
      feed.send(filter.first(watched, watchesAll));
    },
    gone() {
      feed = undefined;
    },
    follow(username) {
      const entry = picture.track(username);
      const wider = feed && filter.widen(username, lastBarrier);
      if (wider !== undefined) feed?.send(wider);
      return entry;
    },
    askBarrier,
    passed(barrier) {
      const untold = picture.passed(barrier).length;
      for (const username of filter.passed(barrier)) picture.want(username);
      askBarrier();
      return untold;
    },
  };
}
