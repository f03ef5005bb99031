import type { StatusError, UserId, Username } from '@live-status/domain';
import type { Entry, Observation } from './picture-entry.ts';
import type { WatchedStatus } from './watch-event.ts';

/** What a picture tells whenever something that it shows has changed. */
export type PictureChange =
  | { readonly status: WatchedStatus; readonly previous: WatchedStatus | undefined }
  /** There is no status any more, or none for another reason than was said. */
  | { readonly gone: Username };

/** One read of one user that is under way. */
export interface ReadTicket {
  readonly entry: Entry;
  readonly connection: number;
  readonly arrivals: number;
}

/** How a read ended: with a status, with an answer that there is none, or without one, so that it is to be repeated. */
export type ReadEnd =
  | { readonly kind: 'status'; readonly value: Observation }
  | { readonly kind: 'none'; readonly error: StatusError }
  | { readonly kind: 'failed'; readonly error: StatusError };

/**
 * What is known of the users of one core server, by events and by reads: no input or output, and no clock.
 *
 * What it shows of a user is always a part of the upstream's history in its order (clause EVT-3), whatever overtakes what:
 * - A read counts only if no event of that user arrived after it was sent, and it was sent on the present connection.
 * - Where a read changed what is shown it was ahead of the feed. An event of that user that says something else may then be older
 *   or newer: it is not shown, and the user is read again. That ends when a barrier has passed: a ping that was sent after the read
 *   had ended, and answered, on the same connection, behind every event from before.
 */
export interface Picture {
  track(username: Username): Entry;
  forget(username: Username): void;
  readonly entries: ReadonlyMap<Username, Entry>;
  /**
   * The status of a user of which nothing speaks against that it is the upstream's, as far as the feed has come: confirmed on the
   * present connection, with nothing read ahead of its events and nothing being read or to be read; and the user's present id is known.
   */
  known(username: Username): WatchedStatus | undefined;
  /** Whose id that is on the present connection (clause ID-1). */
  identified(userId: UserId): Username | undefined;
  /** How many are not confirmed. */
  unconfirmed(): number;
  /** A connection is about to be made: its events will all be newer than what is shown now. */
  connecting(): void;
  /** Another connection stands, or is lost: nothing counts as known until it is confirmed, and everybody is to be read. */
  startOver(): void;
  /** An event of a user who is tracked has arrived. */
  event(username: Username, userId: UserId, value: Observation): PictureChange | undefined;
  /** The directory has told which id a user has on the present connection. */
  identify(username: Username, userId: UserId): void;
  /** Something has arrived that may be about this user, and says nothing certain. */
  doubt(username: Username): void;
  /** The user is to be read, again if a read is under way. What is shown holds until then. */
  want(username: Username): void;
  /** As `want`, where no feed vouches for what is shown: it is not confirmed until then. */
  recheck(username: Username): void;
  /** A read that was to say whether what is shown holds has not done so: it is not confirmed until another does. */
  distrust(username: Username): void;
  /** A user to be read, whom no read is under way for. */
  nextWanted(): Entry | undefined;
  beginRead(entry: Entry): ReadTicket;
  /** Whether what a read gave would be shown. */
  counts(ticket: ReadTicket): boolean;
  endRead(ticket: ReadTicket, end: ReadEnd): PictureChange | undefined;
  /** The number of a barrier to be sent; undefined where none is needed, or one is under way. */
  barrier(): number | undefined;
  /** That barrier has passed. Gives the users whose change the feed should have told by now, and has not. */
  passed(barrier: number): readonly Username[];
}
