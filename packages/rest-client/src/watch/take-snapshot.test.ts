import { parseTarget, StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { username } from '../../test/names.ts';
import { createPicture } from './create-picture.ts';
import type { Person } from './people.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { createWatcherQueue } from './watcher-queue.ts';

const error = new StatusError('UPSTREAM_TIMEOUT', 'late');
const refused = new StatusError('NOT_LICENSED', 'no');
const person = (ref: object, changes: Partial<Person> = {}): Person => ({
  ref: parseTarget({ coreServer: { id: 'c' }, user: ref }).user,
  watchers: new Set(),
  username: undefined,
  failure: undefined,
  changedIn: 0,
  ...changes,
});

function pictureOf(ends: Readonly<Record<string, StatusError | string | undefined>>) {
  const picture = createPicture();
  for (const [name, end] of Object.entries(ends)) {
    const ticket = picture.beginRead(picture.track(username(name)));
    const status = { name: 'x', type: 'away', returnTime: -1, userCreated: true, observedAtMs: 0 } as const;
    if (typeof end === 'string') picture.endRead(ticket, { kind: 'status', value: { ...status, note: end } });
    else if (end === error) picture.endRead(ticket, { kind: 'failed', error });
    else if (end !== undefined) picture.endRead(ticket, { kind: 'none', error: end });
  }
  return picture;
}

const watcherOf = (persons: ReadonlySet<Person> | undefined) => ({
  persons,
  after: undefined,
  queue: createWatcherQueue(),
  wake() {},
});
const picture = pictureOf({ marty: '1', doc: error, biff: refused, george: undefined });

test('those who were named are shown with their status or with why there is none, each once', () => {
  const byId = person({ id: 'u-1' }, { username: username('marty') });
  const biff = person({ username: 'biff' }, { username: username('biff') });
  const nobody = person({ id: 'u-9' }, { failure: error });
  const persons = new Set([
    byId,
    person({ username: 'marty' }, { username: username('marty') }),
    biff,
    nobody,
  ]);
  expect(takeSnapshot(watcherOf(persons), picture, [])).toMatchObject({
    statuses: [{ username: 'marty', note: '1' }],
    failures: [
      { user: biff.ref, error: refused },
      { user: nobody.ref, error },
    ],
  });
});

test('of those whom nothing is known of yet nothing is shown', () => {
  const persons = new Set([
    person({ id: 'u-2' }),
    person({ username: 'george' }, { username: username('george') }),
    person({ username: 'griff' }, { username: username('griff') }),
  ]);
  expect(takeSnapshot(watcherOf(persons), picture, [])).toMatchObject({
    statuses: [],
    failures: [],
  });
});

test('whoever is not licensed is none of everybody', () => {
  const everybody = ['marty', 'doc', 'biff', 'george'].map(username);
  expect(takeSnapshot(watcherOf(undefined), picture, everybody)).toMatchObject({
    statuses: [{ username: 'marty' }],
    failures: [{ user: { username: 'doc' }, error }],
  });
});
