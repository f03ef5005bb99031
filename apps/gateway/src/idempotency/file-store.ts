import { StatusError } from '@live-status/domain';
import { createGroupCommit } from './group-commit.ts';
import {
  type Claim,
  isExpired,
  judge,
  KEPT_MS,
  type Kept,
  type KeyStore,
  MAX_ANSWERS_BYTES,
  PURGED_AT_ONCE,
} from './key-store.ts';
import { asKeysError, isBusy } from './keys-error.ts';
import type { KeysFile } from './prepare-keys-file.ts';
import { watchKeysFile } from './watch-keys-file.ts';

/** What a file store is made with. */
export interface FileStoreOptions {
  readonly location: string;
  /** As it was named, for messages. */
  readonly file: string;
  readonly now: () => number;
  readonly maxKeys: number;
}

/** Keeps keys in a file that is open. */
export function createFileStore({ database, lock }: KeysFile, options: FileStoreOptions): KeyStore {
  const { location, file, now, maxKeys } = options;
  const select = database.prepare('SELECT * FROM kept WHERE id = ?');
  const insert = database.prepare('INSERT INTO kept VALUES (?, ?, ?, ?, NULL)');
  const remove = database.prepare('DELETE FROM kept WHERE id = ?');
  const purge = database.prepare(
    'DELETE FROM kept WHERE rowid IN (SELECT rowid FROM kept WHERE begun_at <= ? ORDER BY begun_at LIMIT ?)',
  );
  const oldest = database.prepare('SELECT min(begun_at) AS at FROM kept');
  const total = database.prepare('SELECT keys, answers_bytes FROM total');
  const own = 'WHERE id = ? AND run = ?';
  const answer = database.prepare(`UPDATE kept SET answer = ? ${own}`);
  const forget = database.prepare(`DELETE FROM kept ${own}`);
  let runs = 0;
  const commits = createGroupCommit(database, watchKeysFile(location, file));
  const salt = database.prepare('SELECT salt FROM total').get()?.['salt'];
  if (!(salt instanceof Uint8Array)) throw new TypeError('A file of keys has a salt.');

  const write = async (work: () => void): Promise<void> => {
    await commits.do(work).catch((error: unknown) => {
      throw asKeysError(file, error);
    });
  };

  return {
    salt,
    async claim({ id, input }) {
      const work = (): Claim => {
        const at = now();
        purge.run(at - KEPT_MS, PURGED_AT_ONCE);
        const row = select.get(id);
        const kept = row && decodeRow(row);
        if (kept !== undefined && !isExpired(kept, at)) return judge(kept, { id, input });
        remove.run(id);
        const { keys, answers_bytes: answersBytes } = total.get() ?? {};
        if (Number(keys) >= maxKeys || Number(answersBytes) >= MAX_ANSWERS_BYTES)
          return { kind: 'full', freeInMs: Number(oldest.get()?.['at'] ?? at) + KEPT_MS - at };
        runs += 1;
        const run = `${lock.token} ${runs}`;
        insert.run(id, input, run, at);
        return { kind: 'won', run };
      };
      try {
        return await commits.do(work);
      } catch (error) {
        throw isBusy(error) ? staysLocked(error) : asKeysError(file, error);
      }
    },
    finish: ({ id }, run, text) => write(() => void answer.run(text, id, run)),
    forget: ({ id }, run) => write(() => void forget.run(id, run)),
    lives(run) {
      const [token = ''] = run.split(' ');
      return token !== lock.token && lock.isHeld(token);
    },
    close() {
      database.close();
      lock.release();
    },
  };
}

function decodeRow({ input, run, begun_at: begunAt, answer }: Record<string, unknown>): Kept {
  return {
    input: String(input),
    run: String(run),
    begunAt: Number(begunAt),
    answer: typeof answer === 'string' ? answer : null,
  };
}

const staysLocked = (cause: unknown) =>
  new StatusError('OVERLOADED', 'The idempotency keys are in use by others for too long; nothing was sent.', {
    operation: 'write',
    retryAfterMs: 1000,
    cause,
  });
