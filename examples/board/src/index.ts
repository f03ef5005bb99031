import { readdir, readFile } from 'node:fs/promises';
import type { BoardFile } from './board-file.ts';
import { MEDIA_TYPES } from './media-types.ts';

export type { BoardFile } from './board-file.ts';

const PAGE = new URL('./page/', import.meta.url);

/** The files of the board as they were built. @throws where they cannot be read. */
export async function readBoard(): Promise<readonly BoardFile[]> {
  const names = await readdir(new URL('board/', PAGE));
  return Promise.all([
    read('index.html', '/'),
    ...names.toSorted().map((name) => read(`board/${name}`, `/board/${name}`)),
  ]);
}

async function read(name: string, path: string): Promise<BoardFile> {
  const type = MEDIA_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return { path, type, text: await readFile(new URL(name, PAGE), 'utf8') };
}
