import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { KeyedCall, KeyedRun, Keys, KeysOptions } from '../src/idempotency/keys.ts';
import { keysInMemory } from '../src/idempotency/keys-in-memory.ts';
import { openKeys } from '../src/idempotency/open-keys.ts';
import { temporaryFolder } from './running.ts';

/** A path in a folder of its own, where no file is yet; all is gone when the test is over. */
export function keysPath(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return join(folder.path, 'keys.db');
}

/** Both kinds of keys, by what they are kept in. */
export const KINDS: readonly [string, (options?: KeysOptions) => Keys][] = [
  ['memory', keysInMemory],
  ['a file', (options) => openKeys(keysPath(), options)],
];

/** A call of which nothing may be found in a file. */
export const CALL: KeyedCall = {
  key: 'a-key-of-mine',
  caller: 'Basic bWFydHk6c2VjcmV0',
  input: { note: 'a secret note' },
};
/** A run that gives an answer, which is kept. */
export const answers = (answer: unknown): KeyedRun<unknown> => ({
  run: async () => ({ answer, keep: true }),
  interrupted: async () => 'interrupted',
});

/** Opens a file until the test is over. */
export function openUntilEnd(file: string, options?: KeysOptions): Keys {
  const keys = openKeys(file, options);
  onTestFinished(() => keys[Symbol.asyncDispose]());
  return keys;
}

/** A file that was used once and closed, then changed by some SQL. */
export async function closedFile(sql = ''): Promise<string> {
  const file = keysPath();
  await using keys = openKeys(file);
  await keys.once(CALL, answers('first'));
  await keys[Symbol.asyncDispose]();
  return changedBySql(file, sql);
}

/** A file that was changed by some SQL; made where there is none. */
export function changedBySql(file: string, sql: string): string {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return file;
}

/** A file as a process leaves it that is killed after it answered: with its log. */
export async function unclosedFile(): Promise<string> {
  const [used, file] = [keysPath(), keysPath()];
  const keys = openUntilEnd(used);
  await keys.once(CALL, answers('first'));
  for (const end of ['', '-wal']) copyFileSync(`${used}${end}`, `${file}${end}`);
  return file;
}

/** Every file beside a file, itself included, with all its bytes. */
export const contentOf = (file: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(dirname(file)).map((name) => [name, readFileSync(join(dirname(file), name), 'latin1')]),
  );
