import { parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createMemoryUpstream } from '../../test/memory-upstream.ts';
import { userId, username } from '../../test/names.ts';
import { createAudience, type Watcher } from './audience.ts';
import { createPicture } from './create-picture.ts';
import { createMembers } from './members.ts';
import { createPeople, type PeopleListener } from './people.ts';
import { createRevisions } from './revisions.ts';
import { createWatcherQueue } from './watcher-queue.ts';

const refOf = (user: object) => parseTarget({ coreServer: { id: 'c' }, user }).user;
const names = (...all: readonly string[]) => new Set(all.map((name) => username(name)));
const LINGER_MS = 30_000;

function makeMembers() {
  const clock = createManualClock();
  const revisions = createRevisions();
  const picture = createPicture(revisions);
  const audience = createAudience({
    revisions,
    findMissed: () => undefined,
    isListed: (name) => members.everybody.has(name),
    hooks: {},
  });
  const members = createMembers({
    picture,
    audience,
    people: () => people,
    revisions,
    lingerMs: LINGER_MS,
    clock,
    follow: picture.track,
    onWanted() {},
  });
  const nothing = () => {};
  const listener: PeopleListener = {
    onBound: (person, name) => {
      picture.track(name);
      audience.bind(person, name, false);
    },
    onUnknown: nothing,
    onIdentified: nothing,
    onListed: members.listed,
    onNoList: nothing,
    onFault: nothing,
    onDenied: nothing,
  };
  const people = createPeople(createMemoryUpstream([]), nothing, members.followsAll, listener, revisions);
  const join = (...users: readonly object[]): Watcher => {
    const asked = users.length === 0 ? undefined : users.map(refOf);
    return members.add(asked, { queue: createWatcherQueue(), after: undefined, wake: nothing });
  };
  /** The directory has answered. */
  const bind = (user: object, name: string) => {
    const person = people.person(refOf(user));
    person.username = username(name);
    picture.track(person.username);
    audience.bind(person, person.username, false);
  };
  /** Leaves, and lets the time pass that those are kept for who were watched. */
  const leave = (watcher: Watcher) => {
    members.remove(watcher);
    clock.pass(LINGER_MS);
  };
  const followed = () => [...picture.entries.keys()];
  return { picture, audience, members, people, clock, join, bind, leave, followed };
}

test('a user is followed as long as anybody watches, by whatever reference, and for a while after', () => {
  const { members, join, bind, leave, followed, people, clock } = makeMembers();
  const watchers = [join({ username: 'marty' }), join({ id: 'u-1' }), join({ username: 'doc' })];
  bind({ username: 'marty' }, 'marty');
  bind({ id: 'u-1' }, 'marty');
  bind({ username: 'doc' }, 'doc');
  const [first, second, third] = watchers;
  if (first !== undefined) leave(first);
  expect([followed(), people.persons.size]).toEqual([['marty', 'doc'], 2]);
  if (second !== undefined) leave(second);
  expect(followed()).toEqual(['doc']);
  if (third !== undefined) members.remove(third);
  clock.pass(LINGER_MS - 1);
  expect(followed()).toEqual(['doc']);
  const back = join({ username: 'doc' });
  clock.pass(LINGER_MS);
  expect([followed(), people.persons.size, clock.pending()]).toEqual([['doc'], 1, 0]);
  leave(back);
  expect([followed(), people.persons.size, clock.pending()]).toEqual([[], 0, 0]);
});

test('a reference that two share is kept for the one who stays', () => {
  const { join, leave, people } = makeMembers();
  const gone = join({ id: 'u-1' });
  join({ id: 'u-1' });
  leave(gone);
  expect(people.persons.size).toBe(1);
});

test('everybody is whom the directory lists and whom events told of since, for as long as somebody watches everybody', () => {
  const { members, join, bind, leave, followed } = makeMembers();
  members.listed(names('nobody'));
  members.admit(username('nobody'));
  expect(followed()).toEqual([]);
  join({ username: 'doc' });
  bind({ username: 'doc' }, 'doc');
  const all = join();
  members.listed(names('marty', 'doc'));
  members.admit(username('george'));
  members.admit(username('george'));
  members.listed(names('doc'));
  expect([...members.everybody]).toEqual(['doc', 'george']);
  members.listed(names('doc', 'biff'));
  expect(followed()).toEqual(['doc', 'biff']);
  const again = join();
  leave(all);
  expect(followed()).toEqual(['doc', 'biff']);
  leave(again);
  expect([followed(), members.everybody.size]).toEqual([['doc'], 0]);
});

test('a user is found by what is known of the reference, and by the id that was last seen', () => {
  const { members, picture, join, bind } = makeMembers();
  join({ id: 'u-1' });
  bind({ id: 'u-1' }, 'marty');
  picture.track(username('doc')).userId = userId('u-2');
  const find = (user: object) => members.usernameOf(refOf(user));
  expect([{ id: 'u-1' }, { id: 'u-2' }, { id: 'u-3' }, { username: 'any' }].map(find)).toEqual([
    'marty',
    'doc',
    undefined,
    'any',
  ]);
});
