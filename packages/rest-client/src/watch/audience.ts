import type { StatusError, Username } from '@live-status/domain';
import { type ClientHooks, tell } from '../hooks.ts';
import type { Person } from './people.ts';
import type { PictureChange } from './picture.ts';
import type { Mark, Revisions } from './revisions.ts';
import type { Change, Stale, WatcherQueue } from './watcher-queue.ts';
import type { FindMissed } from './what-was-missed.ts';

/** Somebody who watches some users, or everybody. */
export interface Watcher {
  /** Those watched, as they were given; undefined for everybody. */
  readonly persons: readonly Person[] | undefined;
  /** How far somebody was told who has come back; undefined for whoever is new. */
  readonly after: Mark | undefined;
  readonly queue: WatcherQueue;
  /** To be called when there may be something to take from the queue. */
  readonly wake: () => void;
}

/** That the directory tells who there is: no username, for there may be a user of any name. */
export const EVERYBODY: unique symbol = Symbol('everybody');

/** What the first picture of a watcher may still wait for. */
export type Awaited = Person | Username | typeof EVERYBODY;

/** Some of those who watch. */
export type Whom = 'all' | 'those who watch everybody' | ReadonlySet<Watcher>;

/** Those who watch one core server, and what each has to be told. */
export interface Audience {
  readonly watchers: ReadonlySet<Watcher>;
  watchesAll(): boolean;
  /** Adds one who waits for these: for a first picture, or for what was missed since the mark that was brought. */
  add(watcher: Watcher, awaits: Iterable<Awaited>): void;
  /** Whoever watches this person watches the user from now on, and waits for the user instead, unless there is something to show. */
  bind(person: Person, username: Username, isSettled: boolean): void;
  /** Everybody is known by now; those who watch everybody wait for these. */
  listed(unsettled: Iterable<Username>): void;
  /** There is something to show of that, if only why there is no more. */
  settle(what: Awaited): void;
  remove(watcher: Watcher): void;
  publish(change: PictureChange): void;
  /** From now on the picture may be out of date; undefined: it is not any more. */
  stale(event: Stale | undefined): void;
  /** Shows the whole picture anew to these. */
  renew(whom: Whom): void;
  /** Tells them so for the last time: they belong to it no more. */
  fail(error: StatusError, whom: Whom): void;
}

/** What an audience asks. */
export interface AudienceOptions {
  readonly revisions: Revisions;
  readonly findMissed: FindMissed;
  /** Whether a user is one of everybody: others may be followed for those who named them. */
  readonly isListed: (username: Username) => boolean;
  readonly hooks: Pick<ClientHooks, 'onResume' | 'onConflated'>;
}

/** Makes an audience of nobody. */
export function createAudience({ revisions, findMissed, isListed, hooks }: AudienceOptions): Audience {
  const watchers = new Set<Watcher>();
  const everybodys = new Set<Watcher>();
  // Those of them who were told something: to the others no change says anything.
  const startedWithAll = new Set<Watcher>();
  const byUsername = new Map<Username, Set<Watcher>>();
  // Who was told nothing yet, and what each waits for; those who watch everybody wait for the same, however many they are.
  const starting = new Map<Watcher, Set<Awaited>>();
  const awaitedByAll = new Set<Awaited>();
  // The others who wait, by what they wait for: each user is settled once for all who watch.
  const waiting = new Map<Awaited, Map<Watcher, Set<Awaited>>>();
  let staleness: Stale | undefined;
  /** The revision in which the picture was last shown anew to all. */
  let renewedIn = 0;

  const show = ({ queue, wake }: Watcher): void => {
    queue.renew();
    wake();
  };
  const startIfReady = (watcher: Watcher, awaits: ReadonlySet<Awaited>): void => {
    if (awaits.size > 0 || !starting.has(watcher)) return;
    starting.delete(watcher);
    if (watcher.persons === undefined) startedWithAll.add(watcher);
    const { persons, after, queue, wake } = watcher;
    const missed = after && after.revision >= renewedIn ? findMissed(persons, after) : undefined;
    if (after === undefined || missed === undefined) {
      queue.renew();
    } else {
      queue.resume(missed, after);
      tell(hooks.onResume, { changes: missed.length });
    }
    wake();
  };
  const startAllIfReady = (): void => {
    if (awaitedByAll.size === 0) for (const watcher of everybodys) startIfReady(watcher, awaitedByAll);
  };
  const index = (watcher: Watcher, username: Username): void => {
    const known = byUsername.get(username) ?? new Set();
    byUsername.set(username, known.add(watcher));
  };
  const wait = (watcher: Watcher, awaits: Set<Awaited>, what: Awaited): void => {
    awaits.add(what);
    const others = waiting.get(what) ?? new Map();
    waiting.set(what, others.set(watcher, awaits));
  };
  const waitNoMore = (watcher: Watcher, what: Awaited): void => {
    const others = waiting.get(what);
    others?.delete(watcher);
    if (others?.size === 0) waiting.delete(what);
  };
  const remove = (watcher: Watcher): void => {
    watchers.delete(watcher);
    const isOfAll = everybodys.delete(watcher);
    for (const what of (isOfAll ? undefined : starting.get(watcher)) ?? []) waitNoMore(watcher, what);
    starting.delete(watcher);
    startedWithAll.delete(watcher);
    if (everybodys.size === 0) awaitedByAll.clear();
    for (const { username } of watcher.persons ?? []) {
      const others = username === undefined ? undefined : byUsername.get(username);
      others?.delete(watcher);
      if (username !== undefined && others?.size === 0) byUsername.delete(username);
    }
  };
  /** One event for all who have nothing else to be told. */
  const changeOf = ({ status, previous }: Exclude<PictureChange, { gone: Username }>): Change => {
    const mark = revisions.mark();
    return { event: { kind: 'changed', status, previous, cursor: mark.cursor }, mark };
  };
  const whoms = (whom: Whom): readonly Watcher[] => {
    if (typeof whom !== 'string') return [...whom];
    return [...(whom === 'all' ? watchers : everybodys)];
  };

  return {
    watchers,
    watchesAll: () => everybodys.size > 0,
    add(watcher, awaits) {
      watchers.add(watcher);
      if (watcher.persons === undefined) everybodys.add(watcher);
      for (const { username } of watcher.persons ?? []) if (username !== undefined) index(watcher, username);
      watcher.queue.stale(staleness);
      const awaited = watcher.persons === undefined ? awaitedByAll : new Set<Awaited>();
      for (const one of awaits) {
        if (watcher.persons === undefined) awaited.add(one);
        else wait(watcher, awaited, one);
      }
      starting.set(watcher, awaited);
      startIfReady(watcher, awaited);
    },
    bind(person, username, isSettled) {
      for (const watcher of person.watchers) {
        index(watcher, username);
        const awaits = starting.get(watcher);
        if (awaits === undefined) {
          // Whoever was shown a picture without this person gets one with what is known already.
          if (isSettled) show(watcher);
          continue;
        }
        if (awaits.delete(person) && !isSettled) wait(watcher, awaits, username);
        waitNoMore(watcher, person);
        startIfReady(watcher, awaits);
      }
    },
    listed(unsettled) {
      if (!awaitedByAll.delete(EVERYBODY)) return;
      for (const username of unsettled) awaitedByAll.add(username);
      startAllIfReady();
    },
    settle(what) {
      if (awaitedByAll.delete(what)) startAllIfReady();
      const others = waiting.get(what);
      waiting.delete(what);
      for (const [watcher, awaits] of others ?? []) {
        awaits.delete(what);
        startIfReady(watcher, awaits);
      }
    },
    remove,
    publish(change) {
      const username = 'gone' in change ? change.gone : change.status.username;
      const told = 'gone' in change ? undefined : changeOf(change);
      let conflated = 0;
      for (const group of [isListed(username) ? startedWithAll : [], byUsername.get(username) ?? []])
        for (const watcher of group) {
          if (told !== undefined) conflated += watcher.queue.changed(told) ? 1 : 0;
          else if (!starting.has(watcher)) watcher.queue.renew();
          watcher.wake();
        }
      if (conflated > 0) tell(hooks.onConflated, { watchers: conflated });
    },
    stale(now) {
      staleness = now;
      for (const { queue, wake } of watchers) {
        queue.stale(now);
        wake();
      }
    },
    renew(whom) {
      if (whom === 'all') renewedIn = revisions.next();
      for (const watcher of whoms(whom)) {
        if (!starting.has(watcher)) show(watcher);
      }
    },
    fail(error, whom) {
      for (const watcher of whoms(whom)) {
        remove(watcher);
        watcher.queue.fail(error);
        watcher.wake();
      }
    },
  };
}
