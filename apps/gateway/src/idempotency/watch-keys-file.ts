import { statSync } from 'node:fs';
import { KeysError } from './keys-error.ts';

/**
 * Makes a check of whether a file and its log are still those that were opened, and no shorter than they were. SQLite goes on
 * writing to a file that was removed: what is begun in it no other process would ever see.
 */
export function watchKeysFile(location: string, file: string): () => void {
  const known = new Map([location, `${location}-wal`].map((path) => [path, statSync(path)]));
  return () => {
    for (const [path, before] of known) {
      const now = statSync(path, { throwIfNoEntry: false });
      if (now === undefined || now.ino !== before.ino || now.dev !== before.dev || now.size < before.size)
        throw new KeysError(
          `The file of idempotency keys ${file} was removed, replaced or cut while in use; start again.`,
        );
      known.set(path, now);
    }
  };
}
