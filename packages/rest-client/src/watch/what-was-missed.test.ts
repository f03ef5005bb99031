import { parseTarget, StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { username } from '../../test/names.ts';
import { createPicture } from './create-picture.ts';
import type { Person } from './people.ts';
import { createRevisions } from './revisions.ts';
import { createFindMissed, MAX_MISSED } from './what-was-missed.ts';

const gone = new StatusError('USER_NOT_FOUND', 'gone');

/** Marty and doc, each with a status, and everybody known since then. */
function makeBoard(names: readonly string[] = ['marty', 'doc']) {
  const revisions = createRevisions('e');
  const picture = createPicture(revisions);
  const set = (name: string, note: string) => {
    const status = { name: 'x', type: 'away', note, returnTime: -1, userCreated: true } as const;
    const ticket = picture.beginRead(picture.track(username(name)));
    picture.endRead(ticket, { kind: 'status', value: { ...status, observedAtMs: 0 } });
  };
  const lose = (name: string) => {
    picture.endRead(picture.beginRead(picture.track(username(name))), { kind: 'none', error: gone });
  };
  for (const name of names) set(name, '0');
  const everybody = new Set(names.map(username));
  const since = { everybody: revisions.next() };
  const find = createFindMissed({
    picture,
    members: { everybody, everybodySince: () => since.everybody },
    revisions,
  });
  const person = (name: string): Person => ({
    ref: parseTarget({ coreServer: { id: 'c' }, user: { username: name } }).user,
    watchers: new Set(),
    username: username(name),
    failure: undefined,
    changedIn: revisions.mark().revision,
  });
  const people = new Map(names.map((name) => [name, person(name)]));
  const persons = (...wanted: readonly string[]) =>
    [...people].flatMap(([name, one]) => (wanted.includes(name) ? [one] : []));
  return { revisions, picture, set, lose, find, person, persons, everybody, since };
}

const notes = (missed: ReturnType<ReturnType<typeof createFindMissed>>) =>
  missed?.map(({ event }) => `${event.status.username} ${event.status.note}`);

test('of those who are watched, each whose status became another is told, as it is now and with how far that reaches', () => {
  const { revisions, set, find, persons } = makeBoard();
  const since = revisions.mark();
  set('marty', '1');
  set('doc', '1');
  set('marty', '2');
  const { cursor } = revisions.mark();
  const marty = find(persons('marty'), since);
  expect(marty).toMatchObject([
    { event: { status: { note: '2' }, previous: undefined, cursor }, mark: { cursor } },
  ]);
  expect(notes(find(undefined, since))).toEqual(['marty 2', 'doc 1']);
  expect(find(persons('marty', 'doc'), revisions.mark())).toEqual([]);
});

test('those who watch everybody and come back with the same cursor are told the very same events', () => {
  const { revisions, set, find } = makeBoard();
  const since = revisions.mark();
  set('marty', '1');
  const first = find(undefined, since);
  expect(find(undefined, since)).toBe(first);
  expect(notes(find(undefined, revisions.mark()))).toEqual([]);
  set('doc', '1');
  expect(notes(find(undefined, since))).toEqual(['marty 1', 'doc 1']);
});

test('a status that was gone and is there again is told as a change; one that is gone asks for a snapshot', () => {
  const { revisions, set, lose, find, persons } = makeBoard();
  const since = revisions.mark();
  lose('marty');
  expect([find(persons('marty'), since), find(undefined, since)]).toEqual([undefined, undefined]);
  expect(find(persons('doc'), since)).toEqual([]);
  expect(find(persons('marty'), revisions.mark())).toEqual([]);
  set('marty', '1');
  expect(notes(find(persons('marty'), since))).toEqual(['marty 1']);
});

test('whoever was followed anew since, or is not any more, asks for a snapshot', () => {
  const { revisions, picture, set, find, persons } = makeBoard();
  const since = revisions.mark();
  picture.forget(username('marty'));
  expect(find(persons('marty'), since)).toBeUndefined();
  set('marty', '0');
  expect(find(persons('marty'), since)).toBeUndefined();
  expect(find(persons('marty'), revisions.mark())).toEqual([]);
});

test('a person of whom more became known than a status asks for a snapshot; one of whom nothing is known does not', () => {
  const { revisions, find, person } = makeBoard();
  const since = revisions.mark();
  expect(find([{ ...person('marty'), username: undefined, failure: gone }], since)).toEqual([]);
  revisions.next();
  expect(find([person('marty')], since)).toBeUndefined();
});

test('one who came to everybody is told as a change, and anything else about who they are asks for a snapshot', () => {
  const { revisions, set, picture, find, everybody, since } = makeBoard();
  const mark = revisions.mark();
  everybody.add(username('jennifer'));
  expect(find(undefined, mark)).toEqual([]);
  picture.track(username('jennifer'));
  expect(find(undefined, mark)).toEqual([]);
  set('jennifer', '1');
  expect(notes(find(undefined, mark))).toEqual(['jennifer 1']);
  since.everybody = revisions.next();
  expect(find(undefined, mark)).toBeUndefined();
});

test('where very many changed a snapshot says it for less', () => {
  const names = Array.from({ length: MAX_MISSED + 1 }, (_, index) => `user-${index}`);
  const { revisions, set, find } = makeBoard(names);
  const since = revisions.mark();
  for (const name of names.slice(1)) set(name, '1');
  expect(find(undefined, since)).toHaveLength(MAX_MISSED);
  set('user-0', '1');
  expect(find(undefined, since)).toBeUndefined();
});
