import type { Username, UserRef } from '@live-status/domain';
import { type Audience, type Awaited, EVERYBODY, type Watcher } from './audience.ts';
import type { Clock } from './clock.ts';
import { createLingering } from './lingering.ts';
import { keyOf, type People, type Person } from './people.ts';
import type { Picture } from './picture.ts';
import type { Entry } from './picture-entry.ts';
import type { Revisions } from './revisions.ts';

/** What members are kept in. */
export interface MembersOptions {
  readonly picture: Picture;
  readonly audience: Audience;
  readonly people: () => People;
  readonly revisions: Revisions;
  /** How long whoever was watched is followed after the last one who watched has left. */
  readonly lingerMs: number;
  readonly clock: Clock;
  /** Begins to follow a user, or goes on. */
  readonly follow: (username: Username) => Entry;
  /** Somebody is to be read. */
  readonly onWanted: () => void;
}

/** Who is in the picture, and for whom: each user for as long as somebody watches, and a while longer. */
export interface Members {
  /** Whom the directory lists, for those who watch everybody. */
  readonly everybody: ReadonlySet<Username>;
  /** The revision since which nobody of everybody was taken out, or in with a status; past all others where it is not known who they are. */
  everybodySince(): number;
  /** Whether everybody is followed. */
  followsAll(): boolean;
  /** Adds somebody who watches these users, or everybody. */
  add(users: readonly UserRef[] | undefined, watcher: Omit<Watcher, 'persons'>): Watcher;
  remove(watcher: Watcher): void;
  /** Nobody can watch everybody. */
  forgetEverybody(): void;
  /** The directory has told who there is. Gives whether somebody is there no more who was shown. */
  listed(usernames: ReadonlySet<Username>): boolean;
  /** The feed has told of somebody, whom the directory may not have listed yet. */
  admit(username: Username): void;
  /** By which username somebody is followed; undefined where nobody does. */
  usernameOf(user: UserRef): Username | undefined;
  /** Keeps nobody any longer. */
  stop(): void;
}

/** How many are followed at most whom nobody watches any more. */
const MAX_LINGERING = 10_000;

const isSettled = ({ value, failure }: Entry): boolean => value !== undefined || failure !== undefined;

/** Makes members of whom there are none. */
export function createMembers(options: MembersOptions): Members {
  const { picture, audience, people, revisions, follow, onWanted } = options;
  const everybody = new Set<Username>();
  // Those whom only events told of since the last list: that list may have been older.
  let admitted = new Set<Username>();
  let listedSince = Number.POSITIVE_INFINITY;

  const isListed = (): boolean => listedSince < Number.POSITIVE_INFINITY;
  const forgetUnfollowed = (usernames: Iterable<Username>): void => {
    const followed = new Set<Username>();
    for (const { username } of people().persons.values()) if (username !== undefined) followed.add(username);
    for (const username of usernames)
      if (!followed.has(username) && !everybody.has(username)) picture.forget(username);
  };
  const clearEverybody = (): void => {
    const all = [...everybody];
    everybody.clear();
    areSettled = false;
    listedSince = Number.POSITIVE_INFINITY;
    forgetUnfollowed(all);
  };
  const lingering = createLingering<Person | 'everybody'>({
    lingerMs: options.lingerMs,
    max: MAX_LINGERING,
    clock: options.clock,
    onOver(things) {
      const usernames: Username[] = [];
      for (const thing of things) {
        if (thing === 'everybody') clearEverybody();
        else people().drop(thing);
        if (thing !== 'everybody' && thing.username !== undefined) usernames.push(thing.username);
      }
      forgetUnfollowed(usernames);
    },
  });
  const followsAll = (): boolean => audience.watchesAll() || lingering.has('everybody');
  // Nobody who was settled once is not later: there is always a status or a reason to show.
  let areSettled = false;
  const unsettled = (): Username[] => {
    if (areSettled) return [];
    const all = [...everybody].filter((username) => !isSettled(follow(username)));
    areSettled = all.length === 0;
    return all;
  };
  /** Shows everybody anew: one who has gone can be told in no other way, nor one whose status was known before. */
  const renewEverybody = (): void => {
    listedSince = revisions.next();
    audience.renew('those who watch everybody');
  };

  return {
    everybody,
    everybodySince: () => listedSince,
    followsAll,
    add(users, parts) {
      const persons = users?.map(people().person);
      const watcher: Watcher = { persons, ...parts };
      const awaits: Awaited[] = [];
      const unknown = new Set<Person>();
      for (const person of persons ?? []) {
        lingering.delete(person);
        person.watchers.add(watcher);
        const { username, failure } = person;
        if (username !== undefined) {
          if (!isSettled(follow(username))) awaits.push(username);
        } else if (failure === undefined) {
          awaits.push(person);
          unknown.add(person);
        }
      }
      if (persons === undefined) {
        lingering.delete('everybody');
        if (isListed()) awaits.push(...unsettled());
        else awaits.push(EVERYBODY);
      }
      audience.add(watcher, awaits);
      if (persons === undefined && !isListed()) people().list();
      people().find([...unknown]);
      onWanted();
      return watcher;
    },
    remove(watcher) {
      // Whoever failed has left already, and does not come back.
      if (!audience.watchers.has(watcher)) return;
      audience.remove(watcher);
      for (const person of watcher.persons ?? []) {
        person.watchers.delete(watcher);
        if (person.watchers.size === 0) lingering.add(person);
      }
      if (watcher.persons === undefined && !audience.watchesAll()) lingering.add('everybody');
    },
    forgetEverybody() {
      lingering.delete('everybody');
      clearEverybody();
    },
    listed(usernames) {
      if (!followsAll()) return false;
      const before = isListed();
      const goers = [...everybody].filter((username) => !usernames.has(username) && !admitted.has(username));
      const wasShown = (username: Username): boolean => {
        const entry = picture.entries.get(username);
        return entry !== undefined && isSettled(entry);
      };
      const areMissed = goers.some(wasShown);
      let isNews = areMissed;
      for (const username of goers) everybody.delete(username);
      forgetUnfollowed(goers);
      admitted = new Set();
      for (const username of usernames) {
        if (everybody.has(username)) continue;
        isNews ||= wasShown(username);
        everybody.add(username);
        areSettled = false;
      }
      if (isNews || !before) renewEverybody();
      // Nothing more will be learned of these, which somebody may be waiting for.
      for (const username of goers) if (!picture.entries.has(username)) audience.settle(username);
      audience.listed(unsettled());
      onWanted();
      return areMissed;
    },
    admit(username) {
      if (!followsAll() || everybody.has(username)) return;
      everybody.add(username);
      areSettled = false;
      admitted.add(username);
      if (isSettled(follow(username))) renewEverybody();
    },
    usernameOf(user) {
      const known = people().persons.get(keyOf(user))?.username;
      if (known !== undefined) return known;
      if ('username' in user && user.username !== undefined) return user.username;
      for (const { username, userId } of picture.entries.values())
        if ('id' in user && userId === user.id) return username;
      return undefined;
    },
    stop: lingering.stop,
  };
}
