import { parseTarget, StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { username } from '../../test/names.ts';
import { createPicture } from './create-picture.ts';
import type { Person } from './people.ts';
import { createRevisions } from './revisions.ts';
import { createResults } from './snapshot-results.ts';

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

/** Those who are to be shown, as everybody and by the persons that are given. */
function makeResults(everybody: readonly string[] = []) {
  const revisions = createRevisions();
  const picture = pictureOf({ marty: '1', doc: error, biff: refused, george: undefined });
  const members = { everybody: new Set(everybody.map(username)) };
  return { revisions, members, take: createResults({ picture, members, revisions }) };
}

test('of those who were named there is one result each, in their order, and twice for whoever was named twice', () => {
  const marty = person({ username: 'marty' }, { username: username('marty') });
  const byId = person({ id: 'u-1' }, { username: username('marty') });
  const biff = person({ username: 'biff' }, { username: username('biff') });
  const nobody = person({ id: 'u-9' }, { failure: error });
  expect(makeResults().take([nobody, byId, biff, marty, biff])).toMatchObject([
    { user: nobody.ref, error },
    { username: 'marty', note: '1' },
    { user: biff.ref, error: refused },
    { username: 'marty', note: '1' },
    { user: biff.ref, error: refused },
  ]);
});

test('of those whom nothing is known of yet that is shown, or why they had not been found before', () => {
  const persons = [
    person({ id: 'u-2' }),
    person({ username: 'george' }, { username: username('george') }),
    person({ id: 'u-3' }, { username: username('griff'), failure: refused }),
  ];
  expect(makeResults().take(persons)).toMatchObject([
    { user: { id: 'u-2' }, error: { code: 'UPSTREAM_UNREACHABLE', retryable: true } },
    { user: { username: 'george' }, error: { code: 'UPSTREAM_UNREACHABLE' } },
    { user: { id: 'u-3' }, error: refused },
  ]);
});

test('everybody is shown by username, failures in their place, without those who are not licensed', () => {
  expect(makeResults(['marty', 'george', 'biff', 'doc']).take(undefined)).toMatchObject([
    { user: { username: 'doc' }, error },
    { username: 'marty' },
  ]);
});

test('everybody who watches everybody is shown the very same results until something changes', () => {
  const { revisions, members, take } = makeResults(['marty']);
  const before = take(undefined);
  expect(take(undefined)).toBe(before);
  revisions.next();
  expect(take(undefined)).not.toBe(before);
  expect(take(undefined)).toEqual(before);
  members.everybody.delete(username('marty'));
  members.everybody.add(username('doc'));
  revisions.next();
  expect(take(undefined)).toMatchObject([{ user: { username: 'doc' } }]);
});
