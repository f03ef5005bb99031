import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isBusy } from './keys-error.ts';
import { loadSqlite } from './load-sqlite.ts';

/** Proves to other processes that this one lives. */
export interface ProcessLock {
  /** Names this process, or this opening of the file by it; never used twice. */
  readonly token: string;
  /** Whether whoever has a token lives. */
  isHeld(token: string): boolean;
  release(): void;
}

const TOKEN = /^[0-9a-f]{16}$/;

/**
 * Takes a lock beside a file and removes those of the dead; one process at a time may do so.
 *
 * The lock is SQLite's on an empty file of its own: the system lets go of it at the moment the process ends, however it does.
 * Nothing has to be written meanwhile, no clock is asked, and no process number can come to mean another process.
 */
export function takeProcessLock(location: string): ProcessLock {
  const pathOf = (token: string) => `${location}-${token}.lock`;
  for (const token of tokensBeside(location))
    if (!isLocked(pathOf(token))) rmSync(pathOf(token), { force: true });
  const token = randomBytes(8).toString('hex');
  const path = pathOf(token);
  closeSync(openSync(path, 'wx', 0o600));
  const { DatabaseSync } = loadSqlite();
  const holder = new DatabaseSync(path);
  // In memory: otherwise SQLite lays a journal beside it.
  holder.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  return {
    token,
    isHeld: (other) => TOKEN.test(other) && isLocked(pathOf(other)),
    release() {
      holder.close();
      rmSync(path, { force: true });
    },
  };
}

function tokensBeside(location: string): string[] {
  const prefix = `${basename(location)}-`;
  return readdirSync(dirname(location)).flatMap((name) => {
    const token = name.startsWith(prefix) ? name.slice(prefix.length).replace(/\.lock$/, '') : '';
    return TOKEN.test(token) && name.endsWith('.lock') ? [token] : [];
  });
}

function isLocked(path: string): boolean {
  const { DatabaseSync } = loadSqlite();
  try {
    const reader = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    try {
      reader.prepare('SELECT count(*) FROM sqlite_schema').get();
      return false;
    } finally {
      reader.close();
    }
  } catch (error) {
    return isBusy(error);
  }
}
