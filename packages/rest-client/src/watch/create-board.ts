import type { StatusError } from '@live-status/domain';
import { tell } from '../hooks.ts';
import { createAudience } from './audience.ts';
import type { Board, BoardOptions } from './board.ts';
import { createPicture } from './create-picture.ts';
import { keepFeed, saysNoFeed } from './feed-keeper.ts';
import { createFeedLink } from './feed-link.ts';
import { createHearing } from './hear-events.ts';
import { createMembers } from './members.ts';
import { createOwnSets } from './own-sets.ts';
import { createPeople, type PeopleListener } from './people.ts';
import type { PictureChange } from './picture.ts';
import type { Entry } from './picture-entry.ts';
import { jitteredMs, longestPollMs } from './poll-pace.ts';
import { readStatus } from './read-status.ts';
import { createReads } from './reads.ts';
import { createRevisions } from './revisions.ts';
import { createRounds, type FeedState } from './rounds.ts';
import { createSecondLooks } from './second-looks.ts';
import { createResults } from './snapshot-results.ts';
import { createFindMissed } from './what-was-missed.ts';

/** So long a core server may say that it has no directory, which it had, before it is believed; in milliseconds. */
const NO_LIST_FOR_MS = 60_000;
/** How long whoever has no status any more is looked at again where nobody is read beside the feed, in milliseconds. */
const DEFAULT_LOOKS_FOR_MS = 60_000;

/** Makes a board, and begins to connect. */
export function createBoard(options: BoardOptions): Board {
  const { coreServer, upstream, settings, pacer, clock, random, hooks } = options;
  const revisions = createRevisions();
  const picture = createPicture(revisions);
  const audience = createAudience({
    revisions,
    findMissed: (persons, since) => findMissed(persons, since),
    isListed: (username) => members.everybody.has(username),
    hooks,
  });
  const link = createFeedLink(coreServer, picture);
  let state: FeedState = 'down';
  let isStale = false;
  /** Whether the upstream has said that it has no feed, and none has stood since. */
  let hasNoFeed = false;
  /** Since when a directory that had been listed was said not to be there, by the clock that never jumps. */
  let noListSinceMs: number | undefined;

  const isWhole = (): boolean => state !== 'down' && picture.unconfirmed() === 0 && people.isWhole();
  const growStale = (error: StatusError, sinceMs: number): void => {
    if (isStale) return;
    isStale = true;
    audience.stale({ kind: 'stale', sinceMs, error });
  };
  const freshenIfWhole = (): void => {
    if (!isStale || !isWhole()) return;
    isStale = false;
    audience.stale(undefined);
  };
  const tellState = (now: FeedState | 'closed'): void =>
    tell(hooks.onFeedChange, { board: options.number, state: now });
  const close = (error: StatusError): void => {
    keeper.close();
    cancelDown();
    hearing.stop();
    ownSets.stop();
    looks.stop();
    rounds.stop();
    reads.stop();
    members.stop();
    tellState('closed');
    audience.fail(error, 'all');
  };
  const deny = (error: StatusError): void => {
    options.onOver();
    close(error);
  };

  const concluded = (entry: Entry, change: PictureChange | undefined): void => {
    if (change !== undefined) {
      rounds.onChange();
      if ('gone' in change) looks.add(entry);
      else looks.delete(entry);
      audience.publish(change);
    }
    if (entry.value !== undefined || entry.failure !== undefined) audience.settle(entry.username);
    link.askBarrier();
    freshenIfWhole();
  };
  const read = async (entry: Entry, signal: AbortSignal): Promise<void> => {
    const ticket = picture.beginRead(entry);
    const proves = ownSets.reading(entry);
    const end = await readStatus(upstream, clock, entry.username, signal);
    if (signal.aborted) return;
    if (end.kind === 'denied') {
      deny(end.error);
      return;
    }
    // Where something was set through the same client, the picture is not certain before it was read again.
    const isAnswered = end.kind !== 'failed';
    if (proves !== undefined && isAnswered && picture.counts(ticket)) proves();
    else if (proves !== undefined) picture.distrust(entry.username);
    const change = picture.endRead(ticket, end);
    if (end.kind === 'failed' && !entry.isConfirmed) growStale(end.error, clock.wallMs());
    concluded(entry, change);
  };

  const speed = () => {
    if (state === 'down') return 'none';
    return state === 'polling' || rounds.isRepeating() ? 'paced' : 'full';
  };
  const reads = createReads({
    picture,
    maxAtOnce: settings.maxReadsAtOnce,
    pacer,
    speed,
    read,
    onIdle() {
      freshenIfWhole();
      rounds.onIdle();
    },
  });
  const ownSets = createOwnSets(picture, clock, () => state === 'standing', reads.pump);
  const looks = createSecondLooks<Entry | 'directory'>({
    clock,
    random,
    pacer,
    forMs: settings.reconcileEveryMs > 0 ? settings.reconcileEveryMs : DEFAULT_LOOKS_FOR_MS,
    look(what) {
      // Otherwise rounds read everybody, or nothing can be read.
      if (state !== 'standing') return;
      if (what === 'directory') people.refresh(members.followsAll() ? 'all' : 'missing');
      else picture.want(what.username);
      reads.pump();
    },
  });
  const members = createMembers({
    picture,
    audience,
    people: () => people,
    revisions,
    lingerMs: settings.lingerMs,
    clock,
    follow: link.follow,
    onWanted: reads.pump,
  });
  const takeResults = createResults({ picture, members, revisions });
  const findMissed = createFindMissed({ picture, members, revisions });
  const listener: PeopleListener = {
    onBound(person, username) {
      const { value, failure } = link.follow(username);
      audience.bind(person, username, value !== undefined || failure !== undefined);
      reads.pump();
    },
    onUnknown(person, isNews) {
      audience.settle(person);
      if (isNews) audience.renew(person.watchers);
    },
    onIdentified(username, userId) {
      picture.identify(username, userId);
      freshenIfWhole();
    },
    onListed(usernames) {
      noListSinceMs = undefined;
      if (members.listed(usernames)) looks.add('directory');
    },
    onNoList(error) {
      if (Number.isFinite(members.everybodySince())) {
        noListSinceMs ??= clock.nowMs();
        if (clock.nowMs() - noListSinceMs < NO_LIST_FOR_MS) return growStale(error, clock.wallMs());
      }
      audience.fail(error, 'those who watch everybody');
      members.forgetEverybody();
    },
    onFault: (error) => growStale(error, clock.wallMs()),
    onDenied: deny,
  };
  const people = createPeople(upstream, reads.add, members.followsAll, listener, revisions);
  const rounds = createRounds({
    settings,
    clock,
    random,
    pacer,
    picture,
    people,
    reads,
    watchesAll: members.followsAll,
    isWhole,
  });
  const hearing = createHearing({
    coreServer,
    picture,
    upstream,
    add: reads.add,
    clock,
    hooks,
    admit: members.admit,
    onChange(username, change) {
      const entry = picture.entries.get(username);
      if (entry !== undefined) concluded(entry, change);
      reads.pump();
    },
    onDoubt: reads.pump,
  });

  /** Unless a feed stands soon, what it would tell is read: also while the next attempt waits, or waits for its answer. */
  const pollSoon = (): (() => void) =>
    clock.after(jitteredMs(settings.pollAfterMs, random()), () => enter('polling'));
  const enter = (now: FeedState): void => {
    cancelDown();
    state = now;
    tellState(now);
    if (now !== 'polling') {
      picture.startOver();
      people.startOver();
      noListSinceMs = undefined;
      looks.again();
    }
    rounds.enter(now);
    if (now === 'down') cancelDown = pollSoon();
  };
  /** Whoever was told how often statuses are read, or was not, is told anew where that has become otherwise. */
  const setNoFeed = (now: boolean): void => {
    if (hasNoFeed === now) return;
    hasNoFeed = now;
    audience.renew('all');
  };
  tellState(state);
  let cancelDown = pollSoon();
  const keeper = keepFeed(
    {
      open: upstream.openFeed,
      reconnect: settings.reconnect,
      retryFeedEveryMs: settings.retryFeedEveryMs,
      clock,
      random,
    },
    {
      onConnecting: picture.connecting,
      onStanding(feed) {
        link.stands(feed, people.persons.values(), members.followsAll());
        hearing.startOver();
        enter('standing');
        setNoFeed(false);
      },
      onEvent: hearing.onEvent,
      onBarrier(number) {
        const users = link.passed(number);
        if (users > 0) tell(hooks.onMissedEvents, { users });
        reads.pump();
      },
      onGone(end, heardAtMs) {
        link.gone();
        if (end.kind === 'lost' && heardAtMs !== undefined) {
          const wasWhole = isWhole();
          growStale(end.error, heardAtMs);
          enter('down');
          if (wasWhole) return;
        }
        if (state === 'down') enter('polling');
        if (saysNoFeed(end)) setNoFeed(true);
      },
      onDenied: (status) => deny(upstream.denial(status)),
    },
  );

  return {
    watchers: audience.watchers,
    add({ users, after }, { queue, wake }) {
      return members.add(users, {
        queue,
        wake,
        after: after === undefined ? undefined : revisions.parse(after),
      });
    },
    remove: members.remove,
    sourceOf: (watcher) => ({
      mark: revisions.mark,
      snapshot() {
        const longestMs = longestPollMs(settings.polling, picture.entries.size);
        const pollIntervalMs = hasNoFeed ? longestMs : undefined;
        const { cursor } = revisions.mark();
        const results = takeResults(watcher.persons);
        tell(hooks.onSnapshot, { results: results.length });
        return { kind: 'snapshot', results, cursor, pollIntervalMs };
      },
    }),
    mayHaveChanged(user, update) {
      const username = members.usernameOf(user);
      if (username !== undefined) ownSets.ended(username, update);
    },
    knownStatus(user) {
      if (state !== 'standing' || isStale) return undefined;
      // An id may mean somebody else than on an earlier connection; a username lasts (clause ID-1).
      const username = 'id' in user ? picture.identified(user.id) : members.usernameOf(user);
      return username === undefined || ownSets.isOpen(username) ? undefined : picture.known(username);
    },
    close,
  };
}
