import { statSync } from 'node:fs';

/**
 * Makes a check of whether a data file and its write-ahead log are still the files that were opened, and no shorter
 * than they were. SQLite goes on writing to a file that was removed, and would acknowledge what is lost.
 */
export function watchDataFile(location: string | null): () => boolean {
  if (location === null) return () => true;
  const checks = [location, `${location}-wal`].map(watchFile);
  return () => checks.every((isInPlace) => isInPlace());
}

function watchFile(path: string): () => boolean {
  let known = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now === undefined || now.ino !== known.ino || now.dev !== known.dev || now.size < known.size)
      return false;
    known = now;
    return true;
  };
}
