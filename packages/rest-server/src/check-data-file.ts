import { existsSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';

/** The version of the schema that this server reads and writes. */
export const SCHEMA_VERSION = 1;

/**
 * Checks a database before anything is written to it.
 *
 * @returns whether it is a new one, in which nothing is yet.
 * @throws StoreError for a damaged file and for one of another version or program.
 */
export function checkDataFile(database: DatabaseSync, file: string): boolean {
  if (database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok')
    throw new StoreError(`The data file ${file} is damaged; restore it from a copy, or name another.`);
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (version === 0 && tables === 0) return true;
  if (version > SCHEMA_VERSION)
    throw new StoreError(
      `The data file ${file} has version ${version}, and this server reads ${SCHEMA_VERSION}: use a newer server, or name another file.`,
    );
  if (version < SCHEMA_VERSION)
    throw new StoreError(`The file ${file} is a database of something else; name another.`);
  // Fails where another program's database happens to have our version.
  database.prepare('SELECT core_server_id, user_id, name, type, note, return_time FROM status');
  return false;
}

/**
 * Checks a file whose last process was killed through a connection that cannot write. Any other would, when it is
 * closed, fold the log into the file and remove it, whatever is wrong with either.
 */
export function checkUnclosedDataFile(location: string, file: string): void {
  const log = statSync(`${location}-wal`, { throwIfNoEntry: false });
  if (log === undefined) return;
  // SQLite would remove such a log, and with it all that was acknowledged.
  if (log.size > 0 && statSync(location).size === 0)
    throw new StoreError(
      `The data file ${file} is missing or empty, but its log ${file}-wal is not; restore the one, or remove the other.`,
    );
  const index = `${location}-shm`;
  const hadIndex = existsSync(index);
  const reader = new DatabaseSync(location, { readOnly: true });
  try {
    checkDataFile(reader, file);
  } finally {
    reader.close();
    if (!hadIndex) rmSync(index, { force: true });
  }
}
