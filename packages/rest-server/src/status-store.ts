import { DatabaseSync } from 'node:sqlite';
import { parseStatusUpdate, type StatusUpdate } from '@live-status/domain';

/** A data file that cannot be used; the message is one line that says why. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/** Keeps statuses. A `set` that returned survives `kill -9` (clause SET-11); one that threw changed nothing. */
export interface StatusStore {
  get(coreServerId: string, userId: string): StatusUpdate | undefined;
  set(coreServerId: string, userId: string, update: StatusUpdate): void;
  close(): void;
}

const SCHEMA_VERSION = 1;

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
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Opens a data file, making it where there is none; `:memory:` keeps nothing between runs. The file is this
 * process's alone until the store is closed. Every set is flushed to the disk before it returns (clause SET-11).
 *
 * @throws StoreError in one line: the file cannot be read or written, another process has it, it is not such a
 *   data file, or it is damaged. Such a file is left as it is.
 */
export function openStatusStore({ file }: { readonly file: string }): StatusStore {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    prepare(database, file);
    return createStore(database);
  } catch (error) {
    database?.close();
    throw error instanceof StoreError ? error : new StoreError(reason(file, error), { cause: error });
  }
}

function prepare(database: DatabaseSync, file: string): void {
  // Exclusive: a second process is refused at once instead of answering from statuses that are no longer true.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec('BEGIN EXCLUSIVE; COMMIT;');
  const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (check !== 'ok')
    throw new StoreError(`The data file ${file} is damaged; restore it from a copy, or name another.`);
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (version === 0 && tables === 0) database.exec(`BEGIN; ${SCHEMA} COMMIT;`);
  else if (version !== SCHEMA_VERSION)
    throw new StoreError(
      `The file ${file} is a database of something else or of another version; name another.`,
    );
  // Proves that the file can be written, before anybody relies on it.
  database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}

function reason(file: string, error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (code === 5 || code === 6) return `The data file ${file} is in use by another process.`;
  if (code === 8) return `The data file ${file} cannot be written: it is read-only.`;
  if (code === 11) return `The data file ${file} is damaged; restore it from a copy, or name another.`;
  if (code === 26) return `The file ${file} is not a data file of this server; name another.`;
  return `The data file ${file} cannot be opened or written: check that its folder exists and may be written.`;
}

function createStore(database: DatabaseSync): StatusStore {
  const select = database.prepare('SELECT * FROM status WHERE core_server_id = ? AND user_id = ?');
  const upsert = database.prepare(`
    INSERT INTO status VALUES (:coreServerId, :userId, :name, :type, :note, :returnTime)
    ON CONFLICT (core_server_id, user_id) DO UPDATE
    SET name = excluded.name, type = excluded.type, note = excluded.note, return_time = excluded.return_time`);
  return {
    get(coreServerId, userId) {
      const row = select.get(coreServerId, userId);
      return row === undefined ? undefined : decodeRow(row);
    },
    set(coreServerId, userId, { name, type, note, returnTime }) {
      upsert.run({ coreServerId, userId, name, type, note, returnTime });
    },
    close: () => database.close(),
  };
}

function decodeRow(row: Record<string, unknown>): StatusUpdate {
  const { name, type, note, return_time: returnTime } = row;
  return parseStatusUpdate({ name, type, note, returnTime });
}
