import { expect, test } from 'vitest';
import { CLAUSES } from './clause-table.ts';
import { listTitles } from './list-titles.ts';
import { titleClauses } from './title-clauses.ts';

const titles = listTitles();
const ofServers = CLAUSES.filter(({ keepers }) => keepers.includes('server'));
const checked = new Set(titles.flatMap(titleClauses));

test.each(ofServers)('$id binds servers, so a test of the suite begins with it', ({ id }) => {
  expect([...checked]).toContain(id);
});

test('every title of the suite begins with clauses that bind servers', () => {
  const known = ofServers.map(({ id }) => id);
  expect(titles.filter((title) => titleClauses(title).length === 0)).toEqual([]);
  expect([...checked].filter((id) => !known.includes(id))).toEqual([]);
});

test('no two tests have the same title', () => {
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});
