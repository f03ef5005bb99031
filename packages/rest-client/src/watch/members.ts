import type { Username, UserRef } from '@live-status/domain';
import type { Audience, Awaited, Watcher } from './audience.ts';
import { keyOf, type People, type Person } from './people.ts';
import type { Picture } from './picture.ts';
import type { Entry } from './picture-entry.ts';

/** What members are kept in. */
export interface MembersOptions {
  readonly picture: Picture;
  readonly audience: Audience;
  /** Begins to follow a user, or goes on. */
  readonly follow: (username: Username) => Entry;
  /** Somebody is to be read. */
  readonly onWanted: () => void;
}

/** Who is in the picture, and for whom: each user for as long as somebody watches. */
export interface Members {
  /** Whom the directory lists, for those who watch everybody. */
  readonly everybody: ReadonlySet<Username>;
  add(
    users: readonly UserRef[] | undefined,
    watcher: Pick<Watcher, 'queue' | 'wake'>,
    people: People,
  ): Watcher;
  /** After the last one nobody is forgotten: the next may come soon. */
  remove(watcher: Watcher, people: People): void;
  /** The directory has told who there is. */
  listed(usernames: ReadonlySet<Username>): void;
  /** The feed has told of somebody, whom the directory may not have listed yet. */
  admit(username: Username): void;
  /** By which username somebody is followed; undefined where nobody does. */
  usernameOf(user: UserRef, people: People): Username | undefined;
}

const isSettled = ({ value, failure }: Entry): boolean => value !== undefined || failure !== undefined;

/** Makes members of whom there are none. */
export function createMembers({ picture, audience, follow, onWanted }: MembersOptions): Members {
  const everybody = new Set<Username>();
  // Those whom only events told of since the last list: that list may have been older.
  let admitted = new Set<Username>();
  let isListed = false;
  const deserted = new Set<Person>();

  const forgetUnlessWatched = (username: Username): void => {
    if (!audience.isWatched(username) && !everybody.has(username)) picture.forget(username);
  };
  const unsettled = (): Username[] => [...everybody].filter((username) => !isSettled(follow(username)));

  return {
    everybody,
    add(users, { queue, wake }, people) {
      const persons = users && new Set(users.map(people.person));
      const watcher: Watcher = { persons, queue, wake };
      const awaits: Awaited[] = [];
      const unknown: Person[] = [];
      for (const person of persons ?? []) {
        person.watchers.add(watcher);
        const { username, failure } = person;
        if (username !== undefined) {
          if (!isSettled(follow(username))) awaits.push(username);
        } else if (failure === undefined) {
          awaits.push(person);
          unknown.push(person);
        }
      }
      if (persons === undefined) awaits.push(...(isListed ? unsettled() : ['everybody' as const]));
      audience.add(watcher, awaits);
      if (persons === undefined && !isListed) people.list();
      people.find(unknown);
      onWanted();
      return watcher;
    },
    remove(watcher, people) {
      audience.remove(watcher);
      for (const person of watcher.persons ?? []) {
        person.watchers.delete(watcher);
        deserted.add(person);
      }
      if (audience.watchers.size === 0) return;
      if (!audience.watchesAll()) {
        const all = [...everybody];
        everybody.clear();
        isListed = false;
        all.forEach(forgetUnlessWatched);
      }
      for (const person of deserted) {
        if (person.watchers.size > 0) continue;
        people.drop(person);
        if (person.username !== undefined) forgetUnlessWatched(person.username);
      }
      deserted.clear();
    },
    listed(usernames) {
      if (!audience.watchesAll()) return;
      isListed = true;
      let hasShrunk = false;
      for (const username of everybody) {
        if (usernames.has(username) || admitted.has(username)) continue;
        everybody.delete(username);
        hasShrunk ||= picture.entries.get(username)?.value !== undefined;
        forgetUnlessWatched(username);
      }
      admitted = new Set();
      for (const username of usernames) everybody.add(username);
      audience.listed(unsettled());
      if (hasShrunk) audience.renew('those who watch everybody');
      onWanted();
    },
    admit(username) {
      if (!audience.watchesAll() || everybody.has(username)) return;
      everybody.add(username);
      admitted.add(username);
      follow(username);
    },
    usernameOf(user, people) {
      const known = people.persons.get(keyOf(user))?.username;
      if (known !== undefined) return known;
      if ('username' in user && user.username !== undefined) return user.username;
      for (const { username, userId } of picture.entries.values())
        if ('id' in user && userId === user.id) return username;
      return undefined;
    },
  };
}
