import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clientsPageBlock, clientsPageBlocks } from './clients-page.ts';

test.each(clientsPageBlocks('ts'))('the page on clients shows %s as it is tested', (name) => {
  const text = readFileSync(new URL(`live-client-${name}`, import.meta.url), 'utf8');
  expect(clientsPageBlock(name, 'ts')).toBe(text.replaceAll("'./live-client-", "'./"));
});
