import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = `${import.meta.dirname}/clauses`;
const text = readdirSync(folder)
  .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
  .concat(readFileSync(`${import.meta.dirname}/paths.ts`, 'utf8'))
  .join('\n');

// Left out: REP-5, AUTH-2 and ID-1 bind clients; EVT-1 and EVT-2 are about the event feed.
const SERVER_CLAUSES =
  'PATH-1 PATH-2 PATH-3 PATH-4 PATH-5 REP-1 REP-2 REP-3 REP-4 TYPE-1 GET-1 GET-2 GET-3 GET-4 SET-1 SET-2 SET-3 SET-4 SET-5 SET-6 SET-7 SET-8 SET-9 SET-10 SET-11 SET-12 AUTH-1 ERR-1 ERR-2 ERR-3 DIR-1 CURL-1';

test.each(SERVER_CLAUSES.split(' '))('%s binds servers, so the suite checks it', (clause) => {
  expect(text).toMatch(new RegExp(`\\b${clause}\\b`));
});
