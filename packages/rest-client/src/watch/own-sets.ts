import type { StatusUpdate, Username } from '@live-status/domain';
import type { Clock } from './clock.ts';
import type { Picture } from './picture.ts';
import type { Entry } from './picture-entry.ts';

/** How long a feed may take to tell of a set through the same client before the user is read, in milliseconds. */
export const OWN_SET_AFTER_MS = 250;

/** What was set through the same client, and is to be seen by those who watch even if no event tells it. */
export interface OwnSets {
  /** A set has ended, and may have been applied. */
  ended(username: Username, update: StatusUpdate): void;
  /** Whether what is shown of a user may be from before such a set. */
  isOpen(username: Username): boolean;
  /** A read of a user begins. What it gives is to be called once it has told the status: no set from before it is open any more. */
  reading(entry: Entry): (() => void) | undefined;
  stop(): void;
}

/** The last set of one user. */
interface OwnSet {
  readonly update: StatusUpdate;
  /** Ends the wait for its event; undefined once a read is to tell instead. */
  cancel: (() => void) | undefined;
}

/** Makes the own sets of one picture; at most one of each user is kept in mind, the last, and as long as the user is followed. */
export function createOwnSets(
  picture: Picture,
  clock: Clock,
  isStanding: () => boolean,
  onWanted: () => void,
): OwnSets {
  const sets = new WeakMap<Entry, OwnSet>();
  const waiting = new Set<OwnSet>();

  const isShown = ({ value }: Entry, { name, type, note, returnTime }: StatusUpdate): boolean =>
    value?.name === name && value.type === type && value.note === note && value.returnTime === returnTime;
  const settle = (entry: Entry, set: OwnSet): void => {
    if (sets.get(entry) === set) sets.delete(entry);
  };
  const stopWaiting = (set: OwnSet): void => {
    set.cancel?.();
    set.cancel = undefined;
    waiting.delete(set);
  };
  const look = (entry: Entry, set: OwnSet): void => {
    stopWaiting(set);
    if (isStanding() && isShown(entry, set.update)) {
      settle(entry, set);
      return;
    }
    picture.want(entry.username);
    onWanted();
  };
  return {
    ended(username, update) {
      const entry = picture.entries.get(username);
      if (entry === undefined) return;
      const before = sets.get(entry);
      if (before !== undefined) stopWaiting(before);
      const set: OwnSet = { update, cancel: undefined };
      sets.set(entry, set);
      if (!isStanding()) return look(entry, set);
      waiting.add(set);
      set.cancel = clock.after(OWN_SET_AFTER_MS, () => look(entry, set));
    },
    isOpen(username) {
      const entry = picture.entries.get(username);
      const set = entry && sets.get(entry);
      return entry !== undefined && set !== undefined && !isShown(entry, set.update);
    },
    reading(entry) {
      const set = sets.get(entry);
      return set === undefined || set.cancel !== undefined ? undefined : () => settle(entry, set);
    },
    stop() {
      for (const set of waiting) stopWaiting(set);
    },
  };
}
