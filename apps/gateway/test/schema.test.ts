import { readFileSync } from 'node:fs';
import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../src/index.ts';

test('schema.graphql is what the code says; "npm run generate" writes it', () => {
  const written = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
  expect(written).toBe(`${printSchema(schema)}\n`);
});
