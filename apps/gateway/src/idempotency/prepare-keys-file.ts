import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, closeSync, constants, openSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { APPLICATION_ID, checkKeysFile, checkUnclosedKeysFile, KEYS_VERSION } from './check-keys-file.ts';
import { isBusy } from './keys-error.ts';
import { loadSqlite } from './load-sqlite.ts';
import { type ProcessLock, takeProcessLock } from './process-lock.ts';

/** How long other processes may take to open or write the file meanwhile. */
const PATIENCE_MS = 5000;
/** How long a transaction may stop this process for another's, later, before it lets go and tries again. */
const BLOCKS_MS = 10;

// The totals follow every change by themselves, so that no statement can forget them.
const TABLES = `
  CREATE TABLE kept (
    id TEXT PRIMARY KEY,
    input TEXT NOT NULL,
    run TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    answer TEXT
  ) STRICT;
  CREATE INDEX kept_by_age ON kept (begun_at);
  CREATE TABLE total (salt BLOB NOT NULL, keys INTEGER NOT NULL, answers_bytes INTEGER NOT NULL) STRICT;
  CREATE TRIGGER begun AFTER INSERT ON kept BEGIN
    UPDATE total SET keys = keys + 1;
  END;
  CREATE TRIGGER answered AFTER UPDATE OF answer ON kept BEGIN
    UPDATE total SET answers_bytes = answers_bytes + octet_length(new.answer);
  END;
  CREATE TRIGGER removed AFTER DELETE ON kept BEGIN
    UPDATE total SET keys = keys - 1, answers_bytes = answers_bytes - coalesce(octet_length(old.answer), 0);
  END;
`;

const SET_VERSION = `PRAGMA user_version = ${KEYS_VERSION};`;

/** A file of keys that is open. */
export interface KeysFile {
  readonly database: DatabaseSync;
  readonly lock: ProcessLock;
}

/** Opens a file of keys, making it where there is none; nothing is written before it is known as ours. */
export function prepareKeysFile(location: string, file: string): KeysFile {
  checkUnclosedKeysFile(location, file, PATIENCE_MS);
  createForOwner(location);
  // SQLite would open a read-only file too, and fail at the first key with an error that does not say why.
  accessSync(location, constants.W_OK);
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(location, { timeout: PATIENCE_MS });
  try {
    database.exec('BEGIN IMMEDIATE');
    const isNew = checkKeysFile(database, file);
    if (isNew) {
      database.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID}; ${SET_VERSION}`);
      database.prepare('INSERT INTO total VALUES (?, 0, 0)').run(randomBytes(32));
    }
    // Within the transaction, so that one process at a time tidies up what dead ones left and makes its own.
    const lock = takeProcessLock(location);
    try {
      database.exec('COMMIT');
      useLog(database);
      // The version is written at every start: it proves that the file can be, before anybody relies on it.
      database.exec(`PRAGMA synchronous = FULL; ${SET_VERSION} PRAGMA busy_timeout = ${BLOCKS_MS}`);
      for (const end of ['', '-wal', '-shm']) keepForOwner(`${location}${end}`);
      return { database, lock };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    database.close();
    throw error;
  }
}

/** For its owner alone: answers are kept as they are. An existing file is not opened: to close it would free SQLite's locks. */
function createForOwner(location: string): void {
  try {
    closeSync(openSync(location, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** SQLite gives the log and its index the mode that the file had when they were made. */
function keepForOwner(path: string): void {
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

/** A change of the journal's kind does not wait for others by itself. */
function useLog(database: DatabaseSync): void {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;)
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
}
