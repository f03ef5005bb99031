import type {
  ConfigurationId,
  StatusError,
  UserId,
  Username,
  UserStatus,
  UserStatusId,
} from '@live-status/domain';
import type { WatchedStatus } from './watch-event.ts';

/** What events and reads alike say of a status. */
export type ObservedStatus = Pick<UserStatus, 'name' | 'type' | 'note' | 'returnTime' | 'userCreated'>;

/** A status, and when and how it was learned. */
export interface Observation extends ObservedStatus {
  readonly observedAtMs: number;
  readonly statusId?: UserStatusId;
  readonly configurationId?: ConfigurationId;
}

/** What is known of one user. */
export interface Entry {
  readonly username: Username;
  userId: UserId | undefined;
  /** What is shown; undefined where nothing was learned yet, or there is nothing any more. */
  value: Observation | undefined;
  /** Why there is no value, where that was learned. */
  failure: StatusError | undefined;
  /** Whether what is shown is from the present connection, or the present round of reads, and nothing speaks against it. */
  isConfirmed: boolean;
  /** Whether a read is to be begun. */
  isWanted: boolean;
  isReading: boolean;
  /** How many events of this user arrived, those included that only may be about this user. */
  arrivals: number;
  /**
   * Undefined where every event that is still to come is newer than the value. After a read changed the value it is a number: events
   * of what was before may still be under way, until the barrier with that number has passed.
   */
  aheadSince: number | undefined;
  /** Whether an event said what the last read had changed. */
  isExplained: boolean;
  /** The revision since which the user is followed without a break. */
  readonly followedSince: number;
  /** The revision in which the value last changed; 0: never. */
  changedIn: number;
  /** The revision in which a reason for there being no value came, or became another one; 0: never. */
  failedIn: number;
}

export const createEntry = (username: Username, followedSince: number): Entry => ({
  username,
  userId: undefined,
  value: undefined,
  failure: undefined,
  isConfirmed: false,
  isWanted: true,
  isReading: false,
  arrivals: 0,
  aheadSince: undefined,
  isExplained: true,
  followedSince,
  changedIn: 0,
  failedIn: 0,
});

/** Whether two say the same; ids do not last, and when something was learned is no part of it. */
export function isSameStatus(one: ObservedStatus, other: ObservedStatus): boolean {
  return (
    one.name === other.name &&
    one.type === other.type &&
    one.note === other.note &&
    one.returnTime === other.returnTime &&
    one.userCreated === other.userCreated
  );
}

const shown = new WeakMap<Observation, WatchedStatus>();

/** What a watcher is shown of an entry: one object for all who watch, as long as it stays the same. */
export function shownOf({
  username,
  userId,
  value,
}: Pick<Entry, 'username' | 'userId'> & { readonly value: Observation }): WatchedStatus {
  const known = shown.get(value);
  if (known !== undefined && known.userId === userId) return known;
  const status = { username, userId, ...value };
  shown.set(value, status);
  return status;
}
