import type { StatusError, User, UserRef, UserStatus } from '@live-status/domain';
import type { EventFeed, FeedListener } from './event-feed.ts';

/** What watching needs of an upstream: one core server of it, with one caller's credentials. */
export interface Upstream {
  /** A status that was asked for no earlier than now: no call that others had begun is shared (clause EVT-3). */
  readStatus(user: UserRef, signal: AbortSignal): Promise<UserStatus>;
  readUser(user: UserRef, signal: AbortSignal): Promise<User>;
  listUsers(signal: AbortSignal): Promise<readonly User[]>;
  openFeed(listener: FeedListener): EventFeed;
  /** What it means that the feed was refused with 401 or 403. */
  denial(status: number): StatusError;
}
