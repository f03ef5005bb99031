import { parseTarget, StatusError, type User, type UserRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createMemoryUpstream } from '../../test/memory-upstream.ts';
import { createPeople, type PeopleListener } from './people.ts';
import type { Job } from './reads.ts';
import { createRevisions } from './revisions.ts';

const refOf = (user: object): UserRef => parseTarget({ coreServer: { id: 'c' }, user }).user;
const userOf = (name: string, id: string): User =>
  JSON.parse(
    JSON.stringify({ id, configurationId: 'c', userName: name, displayedName: name, permissionId: 'p' }),
  );
const broken = new StatusError('UPSTREAM_ERROR', 'broken');

/** People whose every question the test answers. */
function makePeople(watchesAll = false) {
  const told: unknown[] = [];
  const questions: { readonly what: string; answer(value: unknown): Promise<void> }[] = [];
  const controller = new AbortController();
  const ask = <T>(what: string): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    questions.push({
      what,
      async answer(value) {
        if (value instanceof Error) reject(value);
        else resolve(JSON.parse(JSON.stringify(value)));
        await new Promise<void>((done) => void setImmediate(done));
      },
    });
    return promise;
  };
  const upstream = {
    ...createMemoryUpstream([]),
    readUser: (user: UserRef) => ask<User>(Object.values(user).join()),
    listUsers: () => ask<readonly User[]>('list'),
  };
  const held: Job[] = [];
  const hold = { jobs: false };
  const add = (job: Job) => void (hold.jobs ? held.push(job) : job(controller.signal));
  const listener: PeopleListener = {
    onBound: (_person, username) => told.push(['bound', username]),
    onUnknown: (_person, isNews) => told.push(['unknown', isNews]),
    onIdentified: (username, id) => told.push(['identified', username, id]),
    onListed: (usernames) => told.push(['listed', ...usernames]),
    onNoList: ({ code }) => told.push(['no list', code]),
    onFault: ({ code }) => told.push(['fault', code]),
    onDenied: ({ code }) => told.push(['denied', code]),
  };
  const people = createPeople(upstream, add, () => watchesAll, listener, createRevisions());
  const answer = async (value: unknown) => await questions.shift()?.answer(value);
  const begin = () => {
    hold.jobs = false;
    for (const job of held.splice(0)) add(job);
  };
  return { people, told, questions, answer, controller, hold, begin };
}

test('ID-1 what an id meant before a connection stood is not told on it; the username that it gave lasts', async () => {
  const { people, told, answer } = makePeople();
  people.find([people.person(refOf({ id: 'u-1' }))]);
  people.startOver();
  await answer(userOf('marty', 'u-1'));
  expect(told).toEqual([['bound', 'marty']]);
  people.refresh('all');
  await answer(userOf('marty', 'u-2'));
  expect(told.at(-1)).toEqual(['identified', 'marty', 'u-2']);
});

test('a list from before a connection stood counts as none, whether it comes or fails', async () => {
  const { people, told, answer, questions } = makePeople(true);
  for (const late of [[userOf('marty', 'u-1')], broken]) {
    people.list();
    people.startOver();
    people.refresh('missing');
    expect(questions.map(({ what }) => what)).toEqual(['list', 'list']);
    await answer(late);
    expect([told, people.isWhole()]).toEqual([[], false]);
    people.list();
    expect(questions).toHaveLength(1);
    await answer(broken);
    expect(told.splice(0)).toEqual([['fault', 'UPSTREAM_ERROR']]);
  }
  people.list();
  await answer([userOf('marty', 'u-1')]);
  expect(told).toEqual([
    ['listed', 'marty'],
    ['identified', 'marty', 'u-1'],
  ]);
  expect(people.isWhole()).toBe(true);
});

test('nobody is asked about twice before the first question was sent, nor the list', () => {
  const { people, questions, hold, begin } = makePeople(true);
  hold.jobs = true;
  const person = people.person(refOf({ username: 'marty' }));
  people.find([person]);
  people.find([person]);
  people.list();
  people.list();
  begin();
  expect(questions.map(({ what }) => what)).toEqual(['marty', 'list']);
  expect(people.person(refOf({ username: 'marty' }))).toBe(person);
});

test('once nothing is wanted any more, answers are nobody’s', async () => {
  const { people, told, answer, controller } = makePeople(true);
  people.find([people.person(refOf({ id: 'u-1' }))]);
  people.list();
  controller.abort();
  await answer(broken);
  await answer(broken);
  expect(told).toEqual([]);
});

test('whoever is dropped is nobody, and is whole while an answer says that there is none', async () => {
  const { people, told, answer } = makePeople();
  const person = people.person(refOf({ id: 'u-1' }));
  people.find([person]);
  expect(people.isWhole()).toBe(false);
  await answer(new StatusError('USER_NOT_FOUND', 'none'));
  expect([told, people.isWhole()]).toEqual([[['unknown', false]], true]);
  people.drop(person);
  expect(people.persons.size).toBe(0);
});

test('a list that fails when everybody is known already is no fault, and one that is asked for anew is', async () => {
  const { people, told, answer } = makePeople(true);
  people.refresh('all');
  await answer([]);
  expect([told.splice(0), people.isWhole()]).toEqual([[['listed']], true]);
  people.refresh('all');
  await answer(broken);
  expect([told, people.isWhole()]).toEqual([[], true]);
  people.list();
  expect(people.isWhole()).toBe(false);
  await answer(broken);
  expect(told).toEqual([['fault', 'UPSTREAM_ERROR']]);
});
