import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contractPage } from '../scripts/contract-page.ts';
import { errorsPage } from '../scripts/errors-page.ts';
import { feedFaultsPage } from '../scripts/feed-faults-page.ts';
import { upstreamMatrixPage } from '../scripts/upstream-matrix-page.ts';

it('docs/errors.md is what the table of errors says; "npm run generate" mends it', () => {
  expect(readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')).toBe(errorsPage());
});

it('docs/rest-contract.md is what the clauses and the titles of their tests say; "npm run generate" mends it', () => {
  expect(readFileSync(new URL('../docs/rest-contract.md', import.meta.url), 'utf8')).toBe(contractPage());
});

it('docs/upstream-faults.md is what the table of upstream faults says; "npm run generate" mends it', () => {
  expect(readFileSync(new URL('../docs/upstream-faults.md', import.meta.url), 'utf8')).toBe(
    upstreamMatrixPage(),
  );
});

it('docs/feed-faults.md is what the tables of feed faults say; "npm run generate" mends it', () => {
  expect(readFileSync(new URL('../docs/feed-faults.md', import.meta.url), 'utf8')).toBe(feedFaultsPage());
});
