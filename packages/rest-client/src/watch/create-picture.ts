import type { StatusError, UserId, Username } from '@live-status/domain';
import type { Picture, PictureChange, ReadTicket } from './picture.ts';
import { createEntry, type Entry, isSameStatus, type Observation, shownOf } from './picture-entry.ts';
import { createRevisions, type Revisions } from './revisions.ts';

/** Makes a picture of nobody, which counts whatever changes of what it shows. */
export function createPicture(revisions: Revisions = createRevisions()): Picture {
  const entries = new Map<Username, Entry>();
  // By their ids on the present connection.
  const identified = new Map<UserId, Entry>();
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
    const known = entry.value;
    confirm(entry, true);
    if (known !== undefined && isSameStatus(known, value)) {
      // What a read gave beyond the status stays as long as the status does.
      const both = { ...known, ...value, observedAtMs: known.observedAtMs };
      if (both.statusId === known.statusId && both.configurationId === known.configurationId)
        return undefined;
      entry.value = both;
      revisions.next();
      return undefined;
    }
    const previous = known && shownOf({ ...entry, value: known });
    entry.value = value;
    entry.failure = undefined;
    entry.changedIn = revisions.next();
    return { status: shownOf({ ...entry, value }), previous };
  };
  const fail = (entry: Entry, error: StatusError): void => {
    if (entry.value !== undefined || entry.failure?.code !== error.code) entry.failedIn = revisions.next();
    entry.value = undefined;
    entry.failure = error;
  };
  const isIdentified = ({ userId, username }: Entry): boolean =>
    userId !== undefined && identified.get(userId)?.username === username;
  const unidentify = (entry: Entry): void => {
    if (entry.userId !== undefined && isIdentified(entry)) identified.delete(entry.userId);
  };
  const counts = ({ entry, connection: sentOn, arrivals }: ReadTicket): boolean =>
    entries.get(entry.username) === entry && sentOn === connection && arrivals === entry.arrivals;
  const identify = (entry: Entry, userId: UserId): void => {
    if (entry.userId !== userId) revisions.next();
    unidentify(entry);
    entry.userId = userId;
    identified.set(userId, entry);
  };

  return {
    entries,
    known(username) {
      const entry = entries.get(username);
      if (entry?.value === undefined || !entry.isConfirmed || !isIdentified(entry)) return undefined;
      if (entry.isWanted || entry.isReading || entry.aheadSince !== undefined) return undefined;
      return shownOf({ ...entry, value: entry.value });
    },
    identified: (userId) => identified.get(userId)?.username,
    unconfirmed: () => unconfirmed,
    track(username) {
      const known = entries.get(username);
      if (known !== undefined) return known;
      const entry = createEntry(username, revisions.next());
      entries.set(username, entry);
      unconfirmed += 1;
      want(entry);
      return entry;
    },
    forget(username) {
      const entry = entries.get(username);
      if (entry === undefined) return;
      entries.delete(username);
      unidentify(entry);
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
      identified.clear();
      for (const entry of entries.values()) {
        confirm(entry, false);
        want(entry);
      }
    },
    event(username, userId, value) {
      const entry = entries.get(username);
      if (entry === undefined) return undefined;
      entry.arrivals += 1;
      identify(entry, userId);
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
    identify(username, userId) {
      const entry = entries.get(username);
      if (entry !== undefined) identify(entry, userId);
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
    distrust(username) {
      const entry = entries.get(username);
      if (entry !== undefined) confirm(entry, false);
    },
    nextWanted: () => wanted.values().find(({ isReading }) => !isReading),
    beginRead(entry) {
      unwant(entry);
      entry.isReading = true;
      return { entry, connection, arrivals: entry.arrivals };
    },
    counts,
    endRead(ticket, end) {
      const { entry } = ticket;
      entry.isReading = false;
      if (entries.get(entry.username) !== entry || ticket.connection !== connection) return undefined;
      if (ticket.arrivals !== entry.arrivals) {
        if (!entry.isConfirmed) want(entry);
        return undefined;
      }
      if (end.kind === 'failed') {
        if (entry.value === undefined) fail(entry, end.error);
        return undefined;
      }
      if (end.kind === 'none') {
        const { value, failure: before = end.error } = entry;
        fail(entry, end.error);
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
