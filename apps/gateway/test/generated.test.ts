import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configurationPage } from '../src/config/configuration-page.ts';
import { schemaText } from '../src/schema-text.ts';

const written = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('schema.graphql is what the code says; "npm run generate" mends it', () => {
  expect(written('../schema.graphql')).toBe(schemaText());
});

test('docs/configuration.md is what the table of variables says; "npm run generate" mends it', () => {
  expect(written('../../../docs/configuration.md')).toBe(configurationPage());
});
