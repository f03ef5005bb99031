import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatusUpdate } from '@live-status/domain';
import { openStatusStore } from '../src/index.ts';
import { temporaryPath } from './temporary-folder.ts';

export const LUNCH: StatusUpdate = {
  name: 'Lunch',
  type: 'away',
  note: "'; DROP TABLE status;--\n😀".repeat(10),
  returnTime: 8.64e15,
};
export const DINNER: StatusUpdate = { name: 'Dinner', type: 'xa', note: '', returnTime: -8.64e15 };

/** A data file in which `user 0` to `user 99` of `hq` have lunch, closed in order, then changed by some SQL. */
export function closedDataFile(sql = ''): string {
  const file = temporaryPath();
  const store = openStatusStore({ file });
  for (let user = 0; user < 100; user += 1) store.set('hq', `user ${user}`, LUNCH);
  store.close();
  return changedBySql(file, sql);
}

/** Such a file as a process leaves it that is killed after `doc` was set to dinner: with its log. */
export function unclosedDataFile(sql = ''): string {
  const open = closedDataFile(sql);
  const file = temporaryPath();
  const database = new DatabaseSync(open);
  database.exec("INSERT INTO status VALUES ('hq', 'doc', 'Dinner', 'xa', '', -8640000000000000)");
  for (const end of ['', '-wal']) copyFileSync(`${open}${end}`, `${file}${end}`);
  database.close();
  return file;
}

/** A database that is not ours. */
export function foreignDatabase(sql: string): string {
  return changedBySql(temporaryPath(), sql);
}

/** A file whose bytes were changed behind everybody's back. */
export function damaged(file: string, change: (bytes: Buffer) => Uint8Array): string {
  writeFileSync(file, change(readFileSync(file)));
  return file;
}

/** Every file beside a file, itself included, with all its bytes. */
export function filesBeside(file: string): Readonly<Record<string, string>> {
  const folder = dirname(file);
  const names = readdirSync(folder).toSorted();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

function changedBySql(file: string, sql: string): string {
  if (sql === '') return file;
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return file;
}
