import { StatusError } from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { userId, username } from '../../test/names.ts';
import { createPicture } from './create-picture.ts';
import type { Picture, ReadTicket } from './picture.ts';
import type { Observation } from './picture-entry.ts';
import { createRevisions } from './revisions.ts';

const marty = username('marty');
const id = userId('u-1');

const says = (note: string): Observation => ({
  name: 'Lunch',
  type: 'away',
  note,
  returnTime: -1,
  userCreated: true,
  observedAtMs: 0,
});
const none = new StatusError('USER_NOT_FOUND', 'none');
const broken = new StatusError('UPSTREAM_TIMEOUT', 'late');

function watchMarty() {
  const picture = createPicture();
  const entry = picture.track(marty);
  const read = () => picture.beginRead(entry);
  const answer = (ticket: ReadTicket, note: string) =>
    picture.endRead(ticket, { kind: 'status', value: says(note) });
  const event = (note: string) => picture.event(marty, id, says(note));
  /** Everything that was sent has come: a barrier passes. */
  const catchUp = () => picture.passed(picture.barrier() ?? 0);
  const shown = () => entry.value?.note;
  return { picture, entry, read, answer, event, catchUp, shown };
}

test('a first read is shown as a change from nothing, and the same again is none', () => {
  const { read, answer } = watchMarty();
  expect(answer(read(), 'a')).toMatchObject({ status: { username: marty, note: 'a' }, previous: undefined });
  expect(answer(read(), 'a')).toBeUndefined();
});

test('EVT-3 a read never replaces what an event said that arrived after that read was sent', () => {
  const { read, answer, event, shown, picture } = watchMarty();
  const ticket = read();
  expect(event('new')).toMatchObject({ status: { note: 'new', userId: id } });
  expect(answer(ticket, 'old')).toBeUndefined();
  expect(shown()).toBe('new');
  expect(picture.nextWanted()).toBeUndefined();
});

test('EVT-3 an event that may be older than a read is not shown until another read was answered', () => {
  const { read, answer, event, shown, picture, entry } = watchMarty();
  answer(read(), 'b');
  expect(event('a')).toBeUndefined();
  expect(shown()).toBe('b');
  expect(picture.nextWanted()).toBe(entry);
  expect(answer(read(), 'b')).toBeUndefined();
  expect(picture.nextWanted()).toBeUndefined();
});

test('EVT-3 an event that comes behind a barrier is newer than the read before that barrier', () => {
  const { read, answer, event, catchUp } = watchMarty();
  answer(read(), 'b');
  catchUp();
  expect(event('a')).toMatchObject({ status: { note: 'a' }, previous: { note: 'b' } });
});

test('a barrier passes for what was read before it was sent alone', () => {
  const { read, answer, event, picture } = watchMarty();
  answer(read(), 'b');
  const first = picture.barrier();
  expect(picture.barrier()).toBeUndefined();
  event('c');
  answer(read(), 'd');
  picture.passed(first ?? 0);
  expect(event('c')).toBeUndefined();
  picture.passed(picture.barrier() ?? 0);
  expect(event('e')).toMatchObject({ status: { note: 'e' } });
});

test('a late event that says what is shown makes a read unnecessary that an older one had asked for', () => {
  const { read, answer, event, picture } = watchMarty();
  answer(read(), 'b');
  event('a');
  event('b');
  expect(picture.nextWanted()).toBeUndefined();
});

test('EVT-3 a read that was sent before the present connection stood does not count', () => {
  const { read, answer, shown, picture, entry } = watchMarty();
  const ticket = read();
  picture.startOver();
  expect(picture.nextWanted()).toBeUndefined();
  expect(answer(ticket, 'old')).toBeUndefined();
  expect(shown()).toBeUndefined();
  expect(picture.nextWanted()).toBe(entry);
});

test('EVT-3 what another connection said is shown on, but not confirmed until it is read again', () => {
  const { read, event, answer, shown, picture, entry } = watchMarty();
  event('a');
  expect(entry.isConfirmed).toBe(true);
  picture.startOver();
  expect([shown(), entry.isConfirmed]).toEqual(['a', false]);
  expect(answer(read(), 'a')).toBeUndefined();
  expect(entry.isConfirmed).toBe(true);
});

test('every event of a new connection is newer than what was read before it was made', () => {
  const { read, answer, event, picture } = watchMarty();
  answer(read(), 'a');
  picture.connecting();
  picture.startOver();
  expect(event('b')).toMatchObject({ status: { note: 'b' } });
});

test('a doubt is settled by a read that was sent after it, and by no earlier one', () => {
  const { read, answer, shown, picture, entry } = watchMarty();
  const ticket = read();
  picture.doubt(marty);
  answer(ticket, 'old');
  expect([shown(), entry.isConfirmed]).toEqual([undefined, false]);
  expect(picture.nextWanted()).toBe(entry);
  answer(read(), 'new');
  expect([shown(), entry.isConfirmed]).toEqual(['new', true]);
});

test('whoever is wanted while being read is read once more', () => {
  const { read, answer, picture, entry } = watchMarty();
  const ticket = read();
  picture.want(marty);
  expect(picture.nextWanted()).toBeUndefined();
  answer(ticket, 'a');
  expect(picture.nextWanted()).toBe(entry);
  // An event that came in order does not stand for what somebody wanted to be read.
  picture.event(marty, id, says('a'));
  expect(picture.nextWanted()).toBe(entry);
});

test('a read without an answer changes nothing, and is the reason of whoever has nothing to show', () => {
  const { read, picture, entry } = watchMarty();
  expect(picture.endRead(read(), { kind: 'failed', error: broken })).toBeUndefined();
  expect(entry).toMatchObject({ failure: broken, isConfirmed: false });
  picture.event(marty, id, says('a'));
  expect(entry.failure).toBeUndefined();
  picture.recheck(marty);
  picture.endRead(read(), { kind: 'failed', error: broken });
  expect(entry).toMatchObject({ value: { note: 'a' }, failure: undefined, isConfirmed: false });
});

test('a user who has no status any more is told to be gone once, and comes back by a read or a sure event', () => {
  const { read, answer, event, catchUp, picture } = watchMarty();
  expect(picture.endRead(read(), { kind: 'none', error: none })).toBeUndefined();
  answer(read(), 'a');
  expect(picture.endRead(read(), { kind: 'none', error: none })).toEqual({ gone: marty });
  expect(picture.endRead(read(), { kind: 'none', error: none })).toBeUndefined();
  expect(event('late')).toBeUndefined();
  catchUp();
  expect(event('b')).toMatchObject({ previous: undefined });
});

test('what a read found and no event had told by the time of the barrier is reported once', () => {
  const { read, answer, event, catchUp } = watchMarty();
  answer(read(), 'a');
  expect(catchUp()).toEqual([]);
  answer(read(), 'b');
  event('b');
  expect(catchUp()).toEqual([]);
  answer(read(), 'c');
  expect(catchUp()).toEqual([marty]);
  expect(catchUp()).toEqual([]);
});

test('what only a read gives is kept while the status stays the same', () => {
  const { read, event, picture, entry } = watchMarty();
  const statusId = 's-1';
  const value: Observation = JSON.parse(JSON.stringify({ ...says('a'), statusId, observedAtMs: 5 }));
  picture.endRead(read(), { kind: 'status', value });
  event('a');
  expect(entry.value).toMatchObject({ statusId, observedAtMs: 5 });
  event('b');
  picture.passed(picture.barrier() ?? 0);
  event('b');
  expect(entry.value).not.toHaveProperty('statusId');
});

test('nobody who is not tracked has an entry, and who is forgotten is nobody any more', () => {
  const { read, answer, event, picture } = watchMarty();
  expect(picture.track(marty)).toBe(picture.entries.get(marty));
  const ticket = read();
  picture.forget(marty);
  picture.forget(marty);
  expect(answer(ticket, 'a')).toBeUndefined();
  expect(event('b')).toBeUndefined();
  for (const what of ['doubt', 'want', 'recheck'] as const) picture[what](marty);
  expect([picture.entries.size, picture.nextWanted()]).toEqual([0, undefined]);
});

test('a status is known once it is confirmed with the id of the present connection, and nothing is read or to be read', () => {
  const { picture, read, answer, catchUp } = watchMarty();
  const note = () => picture.known(marty)?.note;
  expect(note()).toBeUndefined();
  answer(read(), 'a');
  catchUp();
  expect(note()).toBeUndefined();
  picture.identify(marty, id);
  expect([note(), picture.identified(id)]).toEqual(['a', marty]);
  picture.want(marty);
  expect(note()).toBeUndefined();
  const ticket = read();
  expect(note()).toBeUndefined();
  answer(ticket, 'a');
  expect(note()).toBe('a');
  answer(read(), 'b');
  // Events of what was before may still be under way.
  expect(note()).toBeUndefined();
  catchUp();
  expect(note()).toBe('b');
  picture.distrust(marty);
  expect(note()).toBeUndefined();
});

test('ID-1 an id of another connection is nobody’s, and so is one that was given up', () => {
  const { picture, event } = watchMarty();
  event('a');
  expect([picture.identified(id), picture.known(marty)?.note]).toEqual([marty, 'a']);
  picture.startOver();
  expect(picture.identified(id)).toBeUndefined();
  event('a');
  picture.identify(marty, userId('u-2'));
  expect([picture.identified(id), picture.identified(userId('u-2'))]).toEqual([undefined, marty]);
  picture.identify(username('nobody'), id);
  picture.distrust(username('nobody'));
  picture.forget(marty);
  expect([picture.identified(userId('u-2')), picture.known(marty)]).toEqual([undefined, undefined]);
});

test('a change of what is shown, of an id or of a reason is counted, and nothing else is', () => {
  const revisions = createRevisions();
  const picture = createPicture(revisions);
  const entry = picture.track(marty);
  const isCounted = (change: () => void) => {
    const before = revisions.mark();
    change();
    return revisions.mark() !== before;
  };
  const end = (kind: 'none' | 'failed', error: StatusError) => () =>
    picture.endRead(picture.beginRead(entry), { kind, error });
  const status = (value: Observation) => () =>
    picture.endRead(picture.beginRead(entry), { kind: 'status', value });
  const withId: Observation = JSON.parse(JSON.stringify({ ...says('a'), statusId: 's-1' }));
  const counted = [
    end('failed', broken),
    end('failed', broken),
    end('none', none),
    end('none', none),
    status(says('a')),
    status({ ...says('a'), observedAtMs: 5 }),
    status(withId),
    status({ ...withId, observedAtMs: 7 }),
    end('failed', broken),
    () => picture.identify(marty, id),
    () => picture.identify(marty, id),
    end('none', none),
  ].map(isCounted);
  expect(counted).toEqual([true, false, true, false, true, false, true, false, false, true, false, true]);
  expect([entry.followedSince, entry.changedIn, entry.failedIn]).toEqual([1, 4, 7]);
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant('set' as const) },
  { weight: 4, arbitrary: fc.constant('deliver' as const) },
  { weight: 3, arbitrary: fc.constant('begin a read' as const) },
  { weight: 3, arbitrary: fc.constant('serve the read' as const) },
  { weight: 3, arbitrary: fc.constant('answer the read' as const) },
  { weight: 1, arbitrary: fc.constant('fail the read' as const) },
  { weight: 2, arbitrary: fc.constant('ping' as const) },
  { weight: 1, arbitrary: fc.constant('duplicate' as const) },
  { weight: 1, arbitrary: fc.constant('doubt' as const) },
  { weight: 1, arbitrary: fc.constant('want' as const) },
  { weight: 1, arbitrary: fc.constant('reconnect' as const) },
);

/** An upstream of one user whose note counts up, with a feed in which messages wait, and reads that are held. */
function createWorld(picture: Picture) {
  const entry = picture.track(marty);
  let last = 0;
  let feed: (number | { pong: number })[] = [];
  let ticket: ReadTicket | undefined;
  let served: number | undefined;
  const seen: number[] = [];
  const look = () => {
    const note = entry.value?.note;
    if (note !== undefined) seen.push(Number(note));
  };
  const steps: Record<
    | 'set'
    | 'deliver'
    | 'begin a read'
    | 'serve the read'
    | 'answer the read'
    | 'fail the read'
    | 'ping'
    | 'duplicate'
    | 'doubt'
    | 'want'
    | 'reconnect',
    () => void
  > = {
    set: () => feed.push(++last),
    deliver() {
      const message = feed.shift();
      if (typeof message === 'number') picture.event(marty, id, says(String(message)));
      else if (message !== undefined) picture.passed(message.pong);
      const number = picture.barrier();
      if (number !== undefined) feed.push({ pong: number });
    },
    'begin a read'() {
      if (picture.nextWanted() === undefined) return;
      ticket = picture.beginRead(entry);
      served = undefined;
    },
    'serve the read'() {
      if (ticket !== undefined) served ??= last;
    },
    'answer the read'() {
      if (ticket === undefined) return;
      picture.endRead(ticket, { kind: 'status', value: says(String(served ?? last)) });
      ticket = undefined;
    },
    'fail the read'() {
      if (ticket === undefined) return;
      picture.endRead(ticket, { kind: 'failed', error: broken });
      picture.want(marty);
      ticket = undefined;
    },
    ping() {
      const number = picture.barrier();
      if (number !== undefined) feed.push({ pong: number });
    },
    duplicate() {
      const [first] = feed;
      if (typeof first === 'number') feed.unshift(first);
    },
    doubt: () => picture.doubt(marty),
    want: () => picture.want(marty),
    reconnect() {
      picture.connecting();
      feed = [];
      picture.startOver();
    },
  };
  const quiet = () => {
    for (let round = 0; round < 100 && (feed.length > 0 || picture.nextWanted() || ticket); round += 1) {
      while (feed.length > 0) steps.deliver();
      steps['answer the read']();
      steps['begin a read']();
      steps['answer the read']();
      steps.ping();
    }
  };
  return { steps, look, seen, quiet, last: () => last, entry };
}

test('EVT-3 in 3 000 random histories of sets, delayed events, held reads and connections the picture never goes backwards and ends right', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (history) => {
      const world = createWorld(createPicture());
      for (const one of history) {
        world.steps[one]();
        world.look();
      }
      world.quiet();
      world.look();
      expect(world.seen).toEqual(world.seen.toSorted((a, b) => a - b));
      expect(world.entry).toMatchObject({ isConfirmed: true, value: { note: String(world.last()) } });
    }),
    { numRuns: 3000, seed: 20_261_125 },
  );
});
