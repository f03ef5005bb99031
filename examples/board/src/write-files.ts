// Builds the page into dist/page, where index.ts looks for it.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { bundle } from './bundle.ts';

const PAGE = new URL('../dist/page/', import.meta.url);

// What an earlier build left under other names is not part of this one.
await rm(PAGE, { recursive: true, force: true });
await mkdir(new URL('board/', PAGE), { recursive: true });
for (const { path, text } of await bundle())
  await writeFile(new URL(path === '/' ? 'index.html' : path.slice(1), PAGE), text);
