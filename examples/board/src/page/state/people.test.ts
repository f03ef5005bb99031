import { effect } from '@preact/signals';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Told } from '../live/parse-event.ts';
import { createFilter } from './filter.ts';
import { createPeople } from './people.ts';
import { STATUS_TYPES } from './status.ts';

const SEED = 20_261_125;

const told = fc.record({
  username: fc.constantFrom('ada', 'bob', 'cleo', 'dan'),
  status: fc.record({
    name: fc.constantFrom('In', 'Out'),
    type: fc.constantFrom(...STATUS_TYPES),
    note: fc.constantFrom('', 'a note'),
    returnTimeMs: fc.constantFrom(undefined, 1, 2),
  }),
});
const unique = (all: readonly Told[]): Told[] => [...new Map(all.map((one) => [one.username, one])).values()];
const step = fc.oneof(
  fc.array(told).map((all) => ({ kind: 'replace' as const, all: unique(all) })),
  told.map((one) => ({ kind: 'change' as const, one })),
);

test(`the board is what was told last of each, whatever came before (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const people = createPeople();
      const filter = createFilter(people.all);
      const model = new Map<string, Told['status']>();
      for (const each of steps) {
        if (each.kind === 'replace') {
          people.replace(each.all);
          model.clear();
          for (const { username, status } of each.all) model.set(username, status);
        } else {
          people.change(each.one);
          model.set(each.one.username, each.one.status);
        }
        const shown = filter.shown.value.map(({ username, status }) => [username, status.value]);
        expect(shown).toEqual([...model].toSorted(([a], [b]) => a.localeCompare(b)));
        const counted = [...people.counts.value.values()].reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(model.size);
      }
    }),
    { seed: SEED },
  );
});

const AVAILABLE = { name: 'Available', type: 'AVAILABLE', note: '', returnTimeMs: undefined } as const;
const LUNCH = { name: 'Lunch', type: 'AWAY', note: 'Crêpes', returnTimeMs: undefined } as const;

function createTwo() {
  const people = createPeople();
  people.rename(
    new Map([
      ['zed', 'Änne'],
      ['amy', 'Zoë'],
    ]),
  );
  people.replace([
    { username: 'amy', status: AVAILABLE },
    { username: 'zed', status: AVAILABLE },
  ]);
  return people;
}

test('people are sorted by what they are called, and again when that is learned later', () => {
  const people = createTwo();
  const order = () => people.all.value.map(({ username }) => username);
  expect(order()).toEqual(['zed', 'amy']);
  people.rename(new Map([['amy', 'Aaron']]));
  expect(order()).toEqual(['amy', 'zed']);
});

test('whoever shows one person is told of no other, and of nothing that stayed the same', () => {
  const people = createTwo();
  const drawn: string[] = [];
  effect(() => void drawn.push(`list of ${people.all.value.length}`));
  for (const { username, status } of people.all.value)
    effect(() => void drawn.push(`${username} ${status.value.name}`));
  drawn.length = 0;
  people.change({ username: 'amy', status: LUNCH });
  people.change({ username: 'amy', status: { ...LUNCH } });
  people.replace([
    { username: 'amy', status: { ...LUNCH } },
    { username: 'zed', status: AVAILABLE },
  ]);
  expect(drawn).toEqual(['amy Lunch']);
});

test.each([
  ['zoe', ['amy']],
  ['ZED', ['zed']],
  ['crepes', ['amy']],
  ['zoe lunch', ['amy']],
  ['  ', ['zed', 'amy']],
  ['zoe nothing', []],
])('the search for %j finds %j', (words, found) => {
  const people = createTwo();
  people.change({ username: 'amy', status: LUNCH });
  const filter = createFilter(people.all);
  filter.search.value = words;
  expect(filter.shown.value.map(({ username }) => username)).toEqual(found);
});

test('types that are chosen are shown alone; chosen again, all are', () => {
  const people = createTwo();
  people.change({ username: 'amy', status: LUNCH });
  const filter = createFilter(people.all);
  filter.toggle('AWAY');
  expect(filter.shown.value.map(({ username }) => username)).toEqual(['amy']);
  filter.toggle('AWAY');
  expect(filter.shown.value).toHaveLength(2);
});
