import type { StatusError, User, UserId, Username, UserRef } from '@live-status/domain';
import type { Watcher } from './audience.ts';
import { judgeFailure } from './judge-failure.ts';
import type { Job } from './reads.ts';
import type { Revisions } from './revisions.ts';
import type { Upstream } from './upstream.ts';

/** Somebody who is watched, as a watcher gave them. */
export interface Person {
  readonly ref: UserRef;
  readonly watchers: Set<Watcher>;
  /** Undefined until it is known. It is what lasts: by it the person is watched from then on (clause ID-1). */
  username: Username | undefined;
  /** Why it was not known, where that was learned: shown until there is anything of the user. */
  failure: StatusError | undefined;
  /** The revision in which the person was first watched, without a break since, or in which one of the two above last changed. */
  changedIn: number;
}

/** Who hears of people. */
export interface PeopleListener {
  /** The username of a person is known from now on. */
  onBound(person: Person, username: Username): void;
  /** Nobody can be found for this reference, for now; `isNews`: for another reason than was said. */
  onUnknown(person: Person, isNews: boolean): void;
  onIdentified(username: Username, userId: UserId): void;
  /** Everybody whom the directory lists. */
  onListed(usernames: ReadonlySet<Username>): void;
  /** The directory says that it is not there, or not for this caller; it counts as not listed from then on. */
  onNoList(error: StatusError): void;
  /** The directory does not answer: it is to be asked again. */
  onFault(error: StatusError): void;
  onDenied(error: StatusError): void;
}

/** Those who are watched, and what the directory knows of them (clause DIR-1). */
export interface People {
  readonly persons: ReadonlyMap<string, Person>;
  /** The person behind a reference, made where nobody was. */
  person(ref: UserRef): Person;
  drop(person: Person): void;
  /** Asks the directory about these. */
  find(wanted: readonly Person[]): void;
  /** Asks the directory for everybody it has; what it said before counts no more. */
  list(): void;
  /** Asks the directory about everybody who is watched, or only about those of whom too little is known. */
  refresh(which: 'all' | 'missing'): void;
  /** Whether nothing is left to be asked. */
  isWhole(): boolean;
  /** What the last list said counts no more as known. */
  startOver(): void;
}

/** With more than so many the whole directory is asked for at once. */
const MAX_ASKED_SINGLY = 50;

const usernameOf = (ref: UserRef): Username | undefined => ('username' in ref ? ref.username : undefined);
const idOf = (ref: UserRef): UserId | undefined => ('id' in ref ? ref.id : undefined);

/** Equal for references that say the same. */
export const keyOf = (ref: UserRef): string => JSON.stringify([usernameOf(ref), idOf(ref)]);

/** Makes people of whom nobody is watched. */
export function createPeople(
  upstream: Upstream,
  add: (job: Job) => void,
  watchesAll: () => boolean,
  listener: PeopleListener,
  revisions: Pick<Revisions, 'next'>,
): People {
  const persons = new Map<string, Person>();
  const asked = new Set<Person>();
  let isListed = false;
  // Counts how often all was begun anew, and in which of those a list is under way.
  let connection = 0;
  let listing: number | undefined;
  let isListAsked = false;

  const bind = (person: Person, username: Username): void => {
    if (person.username !== undefined) return;
    person.username = username;
    person.changedIn = revisions.next();
    listener.onBound(person, username);
  };
  /** Statuses go on without a directory: only an id needs it. */
  const notFound = (person: Person, thrown: unknown): void => {
    const verdict = judgeFailure(thrown);
    const username = usernameOf(person.ref);
    if (verdict.kind === 'denied') listener.onDenied(verdict.error);
    else if (username !== undefined) bind(person, username);
    else if (person.username === undefined) {
      const before = person.failure?.code;
      if (before !== verdict.error.code) person.changedIn = revisions.next();
      person.failure = verdict.error;
      listener.onUnknown(person, before !== undefined && before !== verdict.error.code);
      if (verdict.kind === 'failed') listener.onFault(verdict.error);
    }
  };
  const identify = (person: Person): void => {
    if (asked.has(person)) return;
    asked.add(person);
    add(async (signal) => {
      asked.delete(person);
      const { username, ref } = person;
      const begun = connection;
      try {
        const user = await upstream.readUser(username === undefined ? ref : { username }, signal);
        bind(person, user.userName);
        // The username lasts; what an id from before means now nobody knows (clause ID-1).
        if (begun === connection) listener.onIdentified(user.userName, user.id);
      } catch (thrown) {
        if (!signal.aborted) notFound(person, thrown);
      }
    });
  };
  const takeList = (users: readonly User[]): void => {
    const byUsername = new Map(users.map((user) => [user.userName, user]));
    const byId = new Map(users.map((user) => [user.id, user]));
    for (const person of persons.values()) {
      const { ref, username = usernameOf(ref) } = person;
      const user = username === undefined ? 'id' in ref && byId.get(ref.id) : byUsername.get(username);
      if (user) bind(person, user.userName);
      // A server may know users by more than the list's spelling.
      else if (person.username === undefined) identify(person);
    }
    listener.onListed(new Set(byUsername.keys()));
    for (const { userName, id } of users) listener.onIdentified(userName, id);
  };
  const list = (): void => {
    if (isListAsked || listing === connection) return;
    isListAsked = true;
    add(async (signal) => {
      isListAsked = false;
      const begun = connection;
      listing = begun;
      try {
        const users = await upstream.listUsers(signal);
        if (begun !== connection) return;
        isListed = true;
        takeList(users);
      } catch (thrown) {
        if (signal.aborted || begun !== connection) return;
        const verdict = judgeFailure(thrown);
        if (verdict.kind === 'denied') return listener.onDenied(verdict.error);
        for (const person of persons.values()) if (person.username === undefined) identify(person);
        if (verdict.kind === 'none') isListed = false;
        if (!watchesAll()) return;
        if (verdict.kind === 'none') listener.onNoList(verdict.error);
        else if (!isListed) listener.onFault(verdict.error);
      } finally {
        if (begun === connection) listing = undefined;
      }
    });
  };

  const find = (wanted: readonly Person[]): void => {
    if (wanted.length > MAX_ASKED_SINGLY) list();
    else for (const person of wanted) identify(person);
  };

  return {
    persons,
    person(ref) {
      const key = keyOf(ref);
      const known = persons.get(key);
      if (known !== undefined) return known;
      const changedIn = revisions.next();
      const person = {
        ref,
        watchers: new Set<Watcher>(),
        username: undefined,
        failure: undefined,
        changedIn,
      };
      persons.set(key, person);
      return person;
    },
    drop: ({ ref }) => void persons.delete(keyOf(ref)),
    find,
    list() {
      isListed = false;
      list();
    },
    refresh(which) {
      if (watchesAll() && (which === 'all' || !isListed)) list();
      else find([...persons.values()].filter(({ username }) => which === 'all' || username === undefined));
    },
    isWhole() {
      for (const { username, failure } of persons.values())
        if (username === undefined && (failure === undefined || judgeFailure(failure).kind === 'failed'))
          return false;
      return isListed || !watchesAll();
    },
    startOver() {
      isListed = false;
      connection += 1;
    },
  };
}
