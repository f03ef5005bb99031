import { resolve } from 'node:path';
import { createKeys } from './create-keys.ts';
import { createFileStore } from './file-store.ts';
import type { Keys, KeysOptions } from './keys.ts';
import { asKeysError } from './keys-error.ts';
import { prepareKeysFile } from './prepare-keys-file.ts';

/**
 * Keys in a file, which is made where there is none, for its owner alone to read. Keys, callers and inputs are in it as salted
 * hashes; answers are in it as they are. Processes of one machine may share it.
 *
 * @throws KeysError in one line: the file cannot be read or written, is another program's or another version's, or is damaged.
 *   Such a file is left as it is.
 */
export function openKeys(
  file: string,
  { now = Date.now, maxKeys = 100_000, waitMs = 10_000 }: KeysOptions = {},
): Keys {
  // Absolute, so that no name is taken for a URI or for a nameless temporary file.
  const location = resolve(file);
  try {
    const opened = prepareKeysFile(location, file);
    try {
      return createKeys(createFileStore(opened, { location, file, now, maxKeys }), waitMs);
    } catch (error) {
      opened.database.close();
      opened.lock.release();
      throw error;
    }
  } catch (error) {
    throw asKeysError(file, error);
  }
}
