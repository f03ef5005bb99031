import type { StatusUpdate, Username } from '@live-status/domain';
import type { Clock } from './clock.ts';
import type { Picture } from './picture.ts';

/** How long a feed may take to tell of a set through the same client before the user is read, in milliseconds. */
export const OWN_SET_AFTER_MS = 250;

/** What was set through the same client, and is to be seen by those who watch even if no event tells it. */
export interface OwnSets {
  /** A set has ended, and may have been applied. */
  ended(username: Username, update: StatusUpdate): void;
  stop(): void;
}

/** Makes the own sets of one picture; at most one of each user is kept in mind, the last. */
export function createOwnSets(
  picture: Picture,
  clock: Clock,
  isStanding: () => boolean,
  onWanted: () => void,
): OwnSets {
  const waiting = new Map<Username, () => void>();

  const look = (username: Username, { name, type, note, returnTime }: StatusUpdate): void => {
    waiting.delete(username);
    const value = picture.entries.get(username)?.value;
    const isShown =
      value?.name === name && value.type === type && value.note === note && value.returnTime === returnTime;
    if (isShown && isStanding()) return;
    picture.want(username);
    onWanted();
  };
  return {
    ended(username, update) {
      waiting.get(username)?.();
      if (isStanding())
        waiting.set(
          username,
          clock.after(OWN_SET_AFTER_MS, () => look(username, update)),
        );
      else look(username, update);
    },
    stop() {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
}
