import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseStatusUpdate, type StatusUpdate } from '@live-status/domain';
import { prepareDataFile } from './prepare-data-file.ts';
import { asStoreError, StoreError } from './store-error.ts';
import { watchDataFile } from './watch-data-file.ts';

/** Keeps statuses. A `set` that returned survives `kill -9` (clause SET-11); one that threw changed nothing. */
export interface StatusStore {
  get(coreServerId: string, userId: string): StatusUpdate | undefined;
  set(coreServerId: string, userId: string, update: StatusUpdate): void;
  close(): void;
}

/**
 * Opens a data file, making it where there is none; `:memory:` keeps nothing between runs. The file is this
 * process's alone until the store is closed. Every set is flushed to the disk before it returns (clause SET-11),
 * and refused once the file was removed, replaced or cut under the store.
 *
 * @throws StoreError in one line: the file cannot be read or written, another process has it, it is not such a
 *   data file, or it is damaged. Such a file is left as it is.
 */
export function openStatusStore({ file }: { readonly file: string }): StatusStore {
  let database: DatabaseSync | undefined;
  try {
    // Absolute, so that no name is taken for a URI or for a nameless temporary file.
    database = new DatabaseSync(file === ':memory:' ? file : resolve(file));
    prepareDataFile(database, file);
    return createStore(database, file);
  } catch (error) {
    database?.close();
    throw asStoreError(file, error);
  }
}

function createStore(database: DatabaseSync, file: string): StatusStore {
  const select = database.prepare('SELECT * FROM status WHERE core_server_id = ? AND user_id = ?');
  const upsert = database.prepare(`
    INSERT INTO status VALUES (:coreServerId, :userId, :name, :type, :note, :returnTime)
    ON CONFLICT (core_server_id, user_id) DO UPDATE
    SET name = excluded.name, type = excluded.type, note = excluded.note, return_time = excluded.return_time`);
  const isInPlace = watchDataFile(database.location());
  return {
    get(coreServerId, userId) {
      const row = select.get(coreServerId, userId);
      return row === undefined ? undefined : decodeRow(row, file);
    },
    set(coreServerId, userId, { name, type, note, returnTime }) {
      if (!isInPlace())
        throw new StoreError(`The data file ${file} was removed, replaced or cut while in use; start again.`);
      upsert.run({ coreServerId, userId, name, type, note, returnTime });
    },
    close: () => database.close(),
  };
}

function decodeRow(row: Record<string, unknown>, file: string): StatusUpdate {
  const { name, type, note, return_time: returnTime } = row;
  try {
    return parseStatusUpdate({ name, type, note, returnTime });
  } catch (cause) {
    // A fault of the file, not of the caller, who must not be told that a property of theirs is invalid.
    throw new StoreError(`The data file ${file} holds a status that cannot be read.`, { cause });
  }
}
