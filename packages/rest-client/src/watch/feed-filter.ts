import type { CoreServerRef, Username, UserRef } from '@live-status/domain';
import { type FilteredUsers, filteredUsers, formatFilter } from './event-filter.ts';

/** The filter of one connection. */
export interface FeedFilter {
  /** The first message of a connection, for those who are watched by then. */
  first(
    watched: Iterable<{ readonly ref: UserRef; readonly username: Username | undefined }>,
    watchesAll: boolean,
  ): string;
  /** The message that lets the events of one more user through; undefined where they come already. `lastBarrier` was sent before it. */
  widen(username: Username, lastBarrier: number): string | undefined;
  /** Whom to read again now that a barrier has passed: what became of them before the wider filter counted was told to nobody. */
  passed(barrier: number): readonly Username[];
}

/** Makes the filter of a core server; `first` begins it anew for each connection. */
export function createFeedFilter(coreServer: CoreServerRef): FeedFilter {
  let users: FilteredUsers = 'everybody';
  // The last barrier before the filter was widened, until one after it has passed, and who came meanwhile.
  let widenedAfter: number | undefined;
  const uncertain = new Set<Username>();
  return {
    first(watched, watchesAll) {
      const names: Username[] = [];
      let isKnown = true;
      for (const { ref, username = 'username' in ref ? ref.username : undefined } of watched) {
        if (username === undefined) isKnown = false;
        else names.push(username);
      }
      users = filteredUsers(names, watchesAll || !isKnown);
      widenedAfter = undefined;
      uncertain.clear();
      return formatFilter(coreServer, users);
    },
    widen(username, lastBarrier) {
      const isNarrow = users !== 'everybody' && !users.has(username);
      if (isNarrow) {
        users = 'everybody';
        widenedAfter = lastBarrier;
      }
      if (widenedAfter !== undefined) uncertain.add(username);
      return isNarrow ? formatFilter(coreServer, 'everybody') : undefined;
    },
    passed(barrier) {
      if (widenedAfter === undefined || barrier <= widenedAfter) return [];
      widenedAfter = undefined;
      const usernames = [...uncertain];
      uncertain.clear();
      return usernames;
    },
  };
}
