import { StatusError } from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { username } from '../../test/names.ts';
import { createRevisions } from './revisions.ts';
import type { WatchedStatus } from './watch-event.ts';
import { type Change, createWatcherQueue, type Snapshot, type Source } from './watcher-queue.ts';

const error = new StatusError('UPSTREAM_CONNECTION_LOST', 'lost');
const snapshot = (...results: readonly WatchedStatus[]): Snapshot => ({
  kind: 'snapshot',
  results,
  cursor: 'e.0',
  pollIntervalMs: undefined,
});
const says = (note: string, who = 'marty'): WatchedStatus => ({
  username: username(who),
  userId: undefined,
  name: 'Lunch',
  type: 'away',
  note,
  returnTime: -1,
  userCreated: true,
  observedAtMs: 0,
});
const revisions = createRevisions('e');
const source = (...statuses: readonly WatchedStatus[]): Source => ({
  mark: revisions.mark,
  snapshot: () => snapshot(...statuses),
});
const none = source();
const changed = (status: WatchedStatus, previous: WatchedStatus | undefined): Change => {
  revisions.next();
  const mark = revisions.mark();
  return { event: { kind: 'changed', status, previous, cursor: mark.cursor }, mark };
};
const stale = (sinceMs: number) => ({ kind: 'stale', sinceMs, error }) as const;

function started() {
  const queue = createWatcherQueue();
  queue.renew();
  queue.take(none);
  const takeAll = () => {
    const all = [];
    for (let event = queue.take(none); event !== undefined; event = queue.take(none)) all.push(event);
    return all;
  };
  return { queue, takeAll };
}

test('nothing is told before the first snapshot, and that is taken when it is asked for', () => {
  const queue = createWatcherQueue();
  queue.changed(changed(says('1'), undefined));
  queue.stale(stale(5));
  expect(queue.take(none)).toBeUndefined();
  queue.renew();
  queue.changed(changed(says('2'), says('1')));
  expect(queue.take(source(says('2')))).toEqual(snapshot(says('2')));
  expect(queue.take(none)).toEqual({ kind: 'stale', sinceMs: 5, error });
  expect(queue.take(none)).toBeUndefined();
});

test('of one user the latest change is told, with what the watcher was told before', () => {
  const { queue, takeAll } = started();
  queue.changed(changed(says('1'), says('0')));
  queue.changed(changed(says('1', 'doc'), undefined));
  queue.changed(changed(says('2'), says('1')));
  queue.changed(changed(says('2', 'doc'), says('1', 'doc')));
  expect(takeAll()).toMatchObject([
    { kind: 'changed', status: says('2'), previous: says('0') },
    { kind: 'changed', status: says('2', 'doc'), previous: undefined },
  ]);
});

test('a change that was undone before it was told is not told', () => {
  const { queue, takeAll } = started();
  queue.changed(changed(says('1'), says('0')));
  queue.changed(changed(says('0'), says('1')));
  expect(takeAll()).toEqual([]);
});

test('a snapshot stands for all changes before it', () => {
  const { queue, takeAll } = started();
  queue.changed(changed(says('1'), says('0')));
  queue.renew();
  queue.changed(changed(says('2'), says('1')));
  expect(takeAll()).toEqual([snapshot()]);
});

test('staleness is told before changes, its end after them, and neither where it was over before it could be told', () => {
  const { queue, takeAll } = started();
  queue.stale(stale(1));
  queue.stale(undefined);
  expect(takeAll()).toEqual([]);
  queue.changed(changed(says('1'), says('0')));
  queue.stale(stale(2));
  expect(queue.take(none)).toEqual({ kind: 'stale', sinceMs: 2, error });
  queue.stale(undefined);
  expect(takeAll().map(({ kind }) => kind)).toEqual(['changed', 'fresh']);
  queue.stale(stale(3));
  expect(takeAll()).toEqual([{ kind: 'stale', sinceMs: 3, error }]);
});

test('while a picture is stale each snapshot of it is followed by that, before any change, and by its end where it has ended', () => {
  const { queue, takeAll } = started();
  queue.stale(stale(1));
  expect(takeAll().map(({ kind }) => kind)).toEqual(['stale']);
  queue.renew();
  expect(queue.take(none)).toEqual(snapshot());
  queue.changed(changed(says('1'), says('0')));
  expect(queue.take(none)).toEqual({ kind: 'stale', sinceMs: 1, error });
  expect(takeAll().map(({ kind }) => kind)).toEqual(['changed']);
  queue.renew();
  queue.stale(undefined);
  expect(takeAll().map(({ kind }) => kind)).toEqual(['snapshot', 'fresh']);
  queue.renew();
  expect(takeAll().map(({ kind }) => kind)).toEqual(['snapshot']);
});

test('the first failure is the last that is told, after all that is pending', () => {
  const { queue, takeAll } = started();
  queue.changed(changed(says('1'), says('0')));
  queue.fail(error);
  queue.fail(new StatusError('UPSTREAM_UNREACHABLE', 'closed'));
  expect(takeAll()).toMatchObject([{ kind: 'changed' }, { kind: 'failed', error }]);
});

test('whoever failed before the first snapshot is told that alone', () => {
  const queue = createWatcherQueue();
  queue.stale(stale(1));
  queue.fail(error);
  expect(queue.take(none)).toEqual({ kind: 'failed', error });
});

test('a cursor goes on only where nothing else waits; until then it is the last such one', () => {
  const { queue, takeAll } = started();
  const { cursor: before } = revisions.mark();
  const changes = [says('1'), says('1', 'doc'), says('2')].map((status) => changed(status, says('0')));
  for (const change of changes) queue.changed(change);
  const cursors = takeAll().map((event) => 'cursor' in event && event.cursor);
  // Of marty the later change took the place of the earlier one, and so the change of doc reaches less far.
  expect(cursors).toEqual([before, changes[1]?.event.cursor]);
});

test('all for whom nothing else waits are told the very same event', () => {
  const [one, other] = [started(), started()];
  const change = changed(says('1'), says('0'));
  for (const { queue } of [one, other]) queue.changed(change);
  expect(one.takeAll()[0]).toBe(change.event);
  expect(other.takeAll()[0]).toBe(change.event);
});

test('whether a change took the place of another is known', () => {
  const { queue } = started();
  const tell = (note: string, before: string) => queue.changed(changed(says(note), says(before)));
  expect([tell('1', '0'), tell('2', '1'), tell('0', '2'), tell('1', '0')]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  queue.renew();
  expect(tell('2', '1')).toBe(false);
});

function resumed(...missed: readonly Change[]) {
  const queue = createWatcherQueue();
  const from = revisions.mark();
  queue.resume(missed, from);
  const take = () => queue.take(none);
  return { queue, from, take };
}

test('whoever has come back is told what was missed, and then that it is all', () => {
  const marty = changed(says('1'), undefined);
  const { from, take, queue } = resumed(marty, changed(says('1', 'doc'), undefined));
  expect(take()).toEqual({ ...marty.event, cursor: from.cursor });
  expect(take()).toMatchObject({ status: { username: 'doc' }, cursor: from.cursor });
  revisions.next();
  expect(take()).toEqual({ kind: 'fresh', cursor: revisions.mark().cursor });
  expect(take()).toBeUndefined();
  queue.stale(stale(1));
  expect(take()).toEqual(stale(1));
});

test('whoever has come back is told after what was missed that it may not be all, and once it is', () => {
  const { take, queue } = resumed(changed(says('1'), undefined));
  queue.stale(stale(1));
  expect([take()?.kind, take(), take()]).toEqual(['changed', stale(1), undefined]);
  queue.stale(undefined);
  expect([take()?.kind, take()]).toEqual(['fresh', undefined]);
});

test('what changes again before it was told to whoever has come back is told once, as it is then', () => {
  const { take, queue } = resumed(changed(says('1'), undefined));
  queue.changed(changed(says('0'), says('1')));
  expect(take()).toMatchObject({ status: { note: '0' }, previous: undefined });
  expect([take()?.kind, take()]).toEqual(['fresh', undefined]);
});

test('a snapshot stands for all that whoever has come back had to be told', () => {
  const { take, queue } = resumed(changed(says('1'), undefined));
  queue.renew();
  expect([take(), take()]).toEqual([snapshot(), undefined]);
});

test('however it is read, what is told is a chain without a gap that ends with the latest, and one change a user is held', () => {
  const change = fc.record({ who: fc.constantFrom('marty', 'doc', 'george'), note: fc.nat(3) });
  const history = fc.array(fc.oneof(change, fc.constant('read' as const)), { maxLength: 100 });
  fc.assert(
    fc.property(history, (steps) => {
      const { queue, takeAll } = started();
      const latest = new Map<string, WatchedStatus>();
      const told = new Map<string, WatchedStatus>();
      const take = (events: ReturnType<typeof takeAll>) => {
        expect(events.length).toBeLessThanOrEqual(3);
        for (const event of events) {
          if (event.kind !== 'changed') throw new Error(event.kind);
          expect(event.previous).toEqual(told.get(event.status.username));
          told.set(event.status.username, event.status);
        }
      };
      for (const step of steps) {
        if (step === 'read') {
          take(takeAll());
          continue;
        }
        const status = says(String(step.note), step.who);
        const before = latest.get(step.who);
        if (before?.note === status.note) continue;
        queue.changed(changed(status, before));
        latest.set(step.who, status);
      }
      take(takeAll());
      expect(told).toEqual(latest);
    }),
    { numRuns: 500, seed: 20_261_125 },
  );
});
