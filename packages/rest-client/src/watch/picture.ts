import type { StatusError, UserId, Username } from '@live-status/domain';
import { createEntry, type Entry, isSameStatus, type Observation, shownOf } from './picture-entry.ts';
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
  /** How many are not confirmed. */
  unconfirmed(): number;
  /** A connection is about to be made: its events will all be newer than what is shown now. */
  connecting(): void;
  /** Another connection stands, or is lost: nothing counts as known until it is confirmed, and everybody is to be read. */
  startOver(): void;
  /** An event of a user who is tracked has arrived. */
  event(username: Username, userId: UserId, value: Observation): PictureChange | undefined;
  /** Something has arrived that may be about this user, and says nothing certain. */
  doubt(username: Username): void;
  /** The user is to be read, again if a read is under way. What is shown holds until then. */
  want(username: Username): void;
  /** As `want`, where no feed vouches for what is shown: it is not confirmed until then. */
  recheck(username: Username): void;
  /** A user to be read, whom no read is under way for. */
  nextWanted(): Entry | undefined;
  beginRead(entry: Entry): ReadTicket;
  endRead(ticket: ReadTicket, end: ReadEnd): PictureChange | undefined;
  /** The number of a barrier to be sent; undefined where none is needed, or one is under way. */
  barrier(): number | undefined;
  /** That barrier has passed. Gives the users whose change the feed should have told by now, and has not. */
  passed(barrier: number): readonly Username[];
}

/** Makes a picture of nobody. */
export function createPicture(): Picture {
  const entries = new Map<Username, Entry>();
  const wanted = new Set<Entry>();
  const ahead = new Set<Entry>();
  let connection = 0;
  // The number of the last barrier that was sent, of the last that has passed, and of that which must pass for all to be sure.
  let sent = 0;
  let passed = 0;
  let needed = 0;
  let unconfirmed = 0;

  const confirm = (entry: Entry, isConfirmed: boolean): void => {
    if (entry.isConfirmed !== isConfirmed) unconfirmed += isConfirmed ? -1 : 1;
    entry.isConfirmed = isConfirmed;
  };

  const want = (entry: Entry): void => {
    entry.isWanted = true;
    wanted.add(entry);
  };
  const unwant = (entry: Entry): void => {
    entry.isWanted = false;
    wanted.delete(entry);
  };
  const getAhead = (entry: Entry): void => {
    needed = sent + 1;
    entry.aheadSince = needed;
    ahead.add(entry);
  };
  const settle = (entry: Entry): void => {
    entry.aheadSince = undefined;
    ahead.delete(entry);
  };
  const show = (entry: Entry, value: Observation): PictureChange | undefined => {
    const previous = shownOf(entry);
    const isSame = entry.value !== undefined && isSameStatus(entry.value, value);
    // What a read gave beyond the status stays as long as the status does.
    const when = isSame ? { observedAtMs: entry.value?.observedAtMs ?? value.observedAtMs } : {};
    entry.value = isSame ? { ...entry.value, ...value, ...when } : value;
    entry.failure = undefined;
    confirm(entry, true);
    const status = shownOf(entry);
    return isSame || status === undefined ? undefined : { status, previous };
  };

  return {
    entries,
    unconfirmed: () => unconfirmed,
    track(username) {
      const known = entries.get(username);
      if (known !== undefined) return known;
      const entry = createEntry(username);
      entries.set(username, entry);
      unconfirmed += 1;
      want(entry);
      return entry;
    },
    forget(username) {
      const entry = entries.get(username);
      if (entry === undefined) return;
      entries.delete(username);
      if (!entry.isConfirmed) unconfirmed -= 1;
      wanted.delete(entry);
      ahead.delete(entry);
    },
    connecting() {
      for (const entry of ahead) settle(entry);
    },
    startOver() {
      connection += 1;
      passed = sent;
      for (const entry of entries.values()) {
        confirm(entry, false);
        want(entry);
      }
    },
    event(username, userId, value) {
      const entry = entries.get(username);
      if (entry === undefined) return undefined;
      entry.arrivals += 1;
      entry.userId = userId;
      const isSame = entry.value !== undefined && isSameStatus(entry.value, value);
      if (entry.aheadSince !== undefined && !isSame) {
        confirm(entry, false);
        want(entry);
        return undefined;
      }
      entry.isExplained = true;
      // Whoever was to be read for want of anything certain need not be any more.
      if (!entry.isConfirmed) unwant(entry);
      return show(entry, value);
    },
    doubt(username) {
      const entry = entries.get(username);
      if (entry === undefined) return;
      entry.arrivals += 1;
      confirm(entry, false);
      want(entry);
    },
    want(username) {
      const entry = entries.get(username);
      if (entry !== undefined) want(entry);
    },
    recheck(username) {
      const entry = entries.get(username);
      if (entry === undefined) return;
      confirm(entry, false);
      want(entry);
    },
    nextWanted: () => wanted.values().find(({ isReading }) => !isReading),
    beginRead(entry) {
      unwant(entry);
      entry.isReading = true;
      return { entry, connection, arrivals: entry.arrivals };
    },
    endRead(ticket, end) {
      const { entry } = ticket;
      entry.isReading = false;
      if (entries.get(entry.username) !== entry || ticket.connection !== connection) return undefined;
      if (ticket.arrivals !== entry.arrivals) {
        if (!entry.isConfirmed) want(entry);
        return undefined;
      }
      if (end.kind === 'failed') {
        if (entry.value === undefined) entry.failure = end.error;
        return undefined;
      }
      if (end.kind === 'none') {
        const { value, failure: before = end.error } = entry;
        entry.value = undefined;
        entry.failure = end.error;
        confirm(entry, true);
        getAhead(entry);
        return value !== undefined || before.code !== end.error.code ? { gone: entry.username } : undefined;
      }
      const wasConfirmed = entry.isConfirmed;
      const change = show(entry, end.value);
      if (change !== undefined) {
        entry.isExplained = !wasConfirmed;
        getAhead(entry);
      }
      return change;
    },
    barrier() {
      if (needed <= sent || passed < sent) return undefined;
      sent += 1;
      return sent;
    },
    passed(number) {
      passed = number;
      const untold: Username[] = [];
      for (const entry of ahead) {
        if (entry.aheadSince === undefined || entry.aheadSince > number) continue;
        settle(entry);
        if (!entry.isExplained) untold.push(entry.username);
        entry.isExplained = true;
      }
      return untold;
    },
  };
}
