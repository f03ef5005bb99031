import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clientsPageBlock } from './clients-page.ts';

/** What only the tests need. */
const OWN = ['caches', 'curl', 'kinds', 'picture', 'ports', 'proxy', 'upstream'];

const names = readdirSync(new URL('.', import.meta.url)).flatMap((file) => {
  const name = /^live-client-(.+)\.ts$/.exec(file)?.[1];
  return name === undefined || OWN.includes(name) ? [] : [name];
});

test.each(names)('the page on clients shows %s as it is tested', (name) => {
  const text = readFileSync(new URL(`live-client-${name}.ts`, import.meta.url), 'utf8');
  expect(clientsPageBlock(`${name}.ts`, 'ts')).toBe(text.replaceAll("'./live-client-", "'./"));
});
