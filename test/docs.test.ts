import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorsPage } from '../scripts/errors-page.ts';

it('docs/errors.md is what the table of errors says; "npm run generate" mends it', () => {
  expect(readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')).toBe(errorsPage());
});
