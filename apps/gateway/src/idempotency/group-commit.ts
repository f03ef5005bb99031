import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './keys-error.ts';

/** How long work waits for a lock that another process holds. */
const PATIENCE_MS = 5000;
const TRY_AGAIN_MS = 2;

/** Work on a database that is flushed to the disk together. */
export interface GroupCommit {
  /** Does work in the next transaction, and resolves when that is on the disk; @throws what SQLite throws, with nothing done. */
  do<Result>(work: () => Result): Promise<Result>;
}

interface Waiting {
  /** Returns what tells its result. */
  readonly work: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Gathers the work of one turn of the event loop into one transaction: each has to wait for the disk, and who asks while it does
 * waits for the next one with all others. The disk stops everything else in this process, so that between two transactions there is
 * as much time as the first one took. Nor is a lock of another process waited for in one piece.
 */
export function createGroupCommit(database: DatabaseSync, assertUsable: () => void): GroupCommit {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let waiting: Waiting[] = [];
  let busySince: number | undefined;
  let restUntil = 0;

  const commitAll = () => {
    try {
      assertUsable();
      begin.run();
    } catch (error) {
      busySince ??= performance.now();
      if (isBusy(error) && performance.now() - busySince < PATIENCE_MS) setTimeout(commitAll, TRY_AGAIN_MS);
      else failAll(take(), error);
      return;
    }
    const group = take();
    const began = performance.now();
    try {
      const tell = group.map(({ work }) => work());
      commit.run();
      for (const one of tell) one();
    } catch (error) {
      // After some failures SQLite has done so itself.
      if (database.isTransaction) database.exec('ROLLBACK');
      failAll(group, error);
    }
    const ended = performance.now();
    restUntil = ended + (ended - began);
  };
  const commitSoon = () => {
    const restMs = restUntil - performance.now();
    if (restMs < 1) setImmediate(commitAll);
    else setTimeout(commitAll, restMs);
  };
  const take = () => {
    const group = waiting;
    waiting = [];
    busySince = undefined;
    return group;
  };

  return {
    do<Result>(work: () => Result) {
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      waiting.push({
        work: () => {
          const result = work();
          return () => resolve(result);
        },
        fail: reject,
      });
      if (waiting.length === 1) commitSoon();
      return promise;
    },
  };
}

function failAll(group: readonly Waiting[], error: unknown): void {
  for (const { fail } of group) fail(error);
}
