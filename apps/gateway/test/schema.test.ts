import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaText } from '../src/schema-text.ts';

test('schema.graphql is what the code says; "npm run generate" writes it', () => {
  const written = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
  expect(written).toBe(schemaText());
});
