import { parseTarget, StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { username } from '../../test/names.ts';
import { createAudience, type Watcher } from './audience.ts';
import type { Person } from './people.ts';
import { createRevisions } from './revisions.ts';
import type { WatchedStatus } from './watch-event.ts';
import { createWatcherQueue, type Source } from './watcher-queue.ts';

const marty = username('marty');
const error = new StatusError('UPSTREAM_UNREACHABLE', 'gone');

function join(...persons: Person[]) {
  const kinds: string[] = [];
  const queue = createWatcherQueue();
  const source: Source = {
    mark: createRevisions().mark,
    snapshot: () => ({
      kind: 'snapshot',
      results: [],
      cursor: '',
      pollIntervalMs: undefined,
    }),
  };
  const wake = () => {
    for (let event = queue.take(source); event !== undefined; event = queue.take(source))
      kinds.push(event.kind);
  };
  const watcher: Watcher = {
    persons: persons.length > 0 ? persons : undefined,
    after: undefined,
    queue,
    wake,
  };
  for (const { watchers } of persons) watchers.add(watcher);
  return { watcher, kinds };
}
const personOf = (id: string, name = marty): Person => ({
  ref: parseTarget({ coreServer: { id: 'c' }, user: { id } }).user,
  watchers: new Set(),
  username: name,
  failure: undefined,
  changedIn: 0,
});
const statusOf = (name: WatchedStatus['username']): WatchedStatus => ({
  username: name,
  userId: undefined,
  name: 'Lunch',
  type: 'away',
  note: '',
  returnTime: -1,
  userCreated: true,
  observedAtMs: 0,
});
const makeAudience = () =>
  createAudience({
    revisions: createRevisions(),
    findMissed: () => undefined,
    isListed: (name) => name === marty,
    hooks: {},
  });

test('whoever still waits for a first picture is not shown one because somebody has gone', () => {
  const audience = makeAudience();
  const early = join(personOf('u-1'));
  const late = join(personOf('u-1'));
  audience.add(early.watcher, []);
  audience.add(late.watcher, [username('doc')]);
  audience.publish({ gone: marty });
  audience.renew('all');
  expect([early.kinds, late.kinds]).toEqual([['snapshot', 'snapshot', 'snapshot'], []]);
  audience.settle(username('doc'));
  expect(late.kinds).toEqual(['snapshot']);
});

test('of those who watch everybody nobody is woken for a change before their first picture', () => {
  const audience = makeAudience();
  let woken = 0;
  const { watcher } = join();
  const wake = () => {
    woken += 1;
  };
  const sleeper = { ...watcher, wake };
  audience.add(sleeper, [marty]);
  const status = statusOf(marty);
  audience.publish({ status, previous: undefined });
  expect(woken).toBe(0);
  audience.settle(marty);
  audience.publish({ status, previous: undefined });
  expect(woken).toBe(2);
});

test('a picture is shown anew to some, to those who watch everybody, or to all', () => {
  const audience = makeAudience();
  const [one, other, everybody] = [join(personOf('u-1')), join(personOf('u-1')), join()];
  for (const { watcher } of [one, other, everybody]) audience.add(watcher, []);
  audience.renew(new Set([one.watcher]));
  audience.renew('those who watch everybody');
  expect([one.kinds.length, other.kinds.length, everybody.kinds.length]).toEqual([2, 1, 2]);
});

test('a person who is found late is waited for no more, shown at once where the status is known, and otherwise once it is', () => {
  const audience = makeAudience();
  const person: Person = { ...personOf('u-1'), username: undefined };
  const [waiting, started] = [join(person), join(person)];
  audience.add(waiting.watcher, [person]);
  audience.add(started.watcher, []);
  audience.bind(person, marty, false);
  expect([waiting.kinds, started.kinds]).toEqual([[], ['snapshot']]);
  audience.settle(marty);
  expect(waiting.kinds).toEqual(['snapshot']);
  audience.bind(person, marty, true);
  expect(started.kinds).toEqual(['snapshot', 'snapshot']);
});

test('whoever has left or failed is told nothing more, and watches nobody', () => {
  const audience = makeAudience();
  const [one, everybody] = [join(personOf('u-1')), join()];
  for (const { watcher } of [one, everybody]) audience.add(watcher, []);
  audience.fail(error, 'those who watch everybody');
  audience.remove(one.watcher);
  audience.renew('all');
  expect([one.kinds, everybody.kinds]).toEqual([['snapshot'], ['snapshot', 'failed']]);
  expect([audience.watchesAll(), audience.watchers.size]).toEqual([false, 0]);
});
