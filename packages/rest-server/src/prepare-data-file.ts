import { accessSync, constants } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { checkDataFile, checkUnclosedDataFile, SCHEMA_VERSION } from './check-data-file.ts';

const SCHEMA = `
  CREATE TABLE status (
    core_server_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    note TEXT NOT NULL,
    return_time INTEGER NOT NULL,
    PRIMARY KEY (core_server_id, user_id)
  ) STRICT, WITHOUT ROWID;
`;

/** Makes a database this process's alone and ready for statuses; nothing is written before the file is known as ours. */
export function prepareDataFile(database: DatabaseSync, file: string): void {
  const location = database.location();
  if (location !== null) {
    // SQLite would open a read-only file too, and fail at the lock with an error that does not say why.
    accessSync(location, constants.W_OK);
    checkUnclosedDataFile(location, file);
  }
  // Exclusive: a second process is refused at once instead of answering from statuses that are no longer true.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  const isNew = checkDataFile(database, file);
  database.exec('COMMIT; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  // The version is written at every start: it proves that the file can be, before anybody relies on it.
  database.exec(`BEGIN; ${isNew ? SCHEMA : ''} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}
