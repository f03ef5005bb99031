import { existsSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { KeysError } from './keys-error.ts';
import { loadSqlite } from './load-sqlite.ts';

/** The version of the tables that this gateway reads and writes. */
export const KEYS_VERSION = 1;
/** What tells such a file from other databases: "LSik" in ASCII. */
export const APPLICATION_ID = 0x4c53_696b;

/**
 * Checks a database before anything is written to it.
 *
 * @returns whether it is a new one, in which nothing is yet.
 * @throws KeysError for a damaged file and for one of another version or program.
 */
export function checkKeysFile(database: DatabaseSync, file: string): boolean {
  if (database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok')
    throw new KeysError(
      `The file of idempotency keys ${file} is damaged; restore it from a copy, or name another.`,
    );
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  const [application, version] = [pragma('application_id'), pragma('user_version')];
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (application === 0 && version === 0 && tables === 0) return true;
  if (application !== APPLICATION_ID)
    throw new KeysError(`The file ${file} is a database of something else; name another.`);
  if (version !== KEYS_VERSION)
    throw new KeysError(
      `The file of idempotency keys ${file} has version ${version}, and this gateway reads ${KEYS_VERSION}: use ${version > KEYS_VERSION ? 'a newer' : 'an older'} gateway, or name another file.`,
    );
  return false;
}

/**
 * Checks a file that was not closed, or is in use, through a connection that cannot write. Any other would, when it is
 * closed, fold the log into the file and remove it, whoever's they are.
 */
export function checkUnclosedKeysFile(location: string, file: string, timeout: number): void {
  const log = statSync(`${location}-wal`, { throwIfNoEntry: false });
  if (log === undefined || log.size === 0) return;
  // SQLite would remove such a log, and with it what was begun.
  if (!existsSync(location) || statSync(location).size === 0)
    throw new KeysError(
      `The file of idempotency keys ${file} is missing or empty, but its log ${file}-wal is not; restore the one, or remove the other.`,
    );
  const { DatabaseSync } = loadSqlite();
  const reader = new DatabaseSync(location, { readOnly: true, timeout });
  try {
    checkKeysFile(reader, file);
  } finally {
    reader.close();
  }
}
