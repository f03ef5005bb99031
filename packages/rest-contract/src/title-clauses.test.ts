import { expect, test } from 'vitest';
import { titleClauses } from './title-clauses.ts';

test.each([
  ['SET-4 422 without a type', ['SET-4']],
  ['PATH-1 and PATH-2 the four paths', ['PATH-1', 'PATH-2']],
  ['SET-3 and more', ['SET-3']],
  ['SET-4', []],
  ['the clause SET-4 is named too late', []],
])('the clauses that %j begins with', (title, clauses) => {
  expect(titleClauses(title)).toEqual(clauses);
});
