import { randomBytes } from 'node:crypto';
import {
  isExpired,
  judge,
  KEPT_MS,
  type Kept,
  type KeyStore,
  MAX_ANSWERS_BYTES,
  PURGED_AT_ONCE,
} from './key-store.ts';

/** Keeps keys in this process alone, until it ends. */
export function createMemoryStore(now: () => number, maxKeys: number): KeyStore {
  /** In the order in which they were begun. */
  const keys = new Map<string, Kept>();
  let answersBytes = 0;
  let runs = 0;

  const remove = (id: string, { answer }: Kept) => {
    keys.delete(id);
    answersBytes -= answer === null ? 0 : Buffer.byteLength(answer);
  };
  const purge = (at: number) => {
    for (const [id, kept] of keys.entries().take(PURGED_AT_ONCE)) {
      if (!isExpired(kept, at)) return;
      remove(id, kept);
    }
  };

  return {
    salt: randomBytes(32),
    async claim(call) {
      const at = now();
      purge(at);
      const kept = keys.get(call.id);
      if (kept !== undefined && !isExpired(kept, at)) return judge(kept, call);
      if (kept !== undefined) remove(call.id, kept);
      if (keys.size >= maxKeys || answersBytes >= MAX_ANSWERS_BYTES) {
        const [oldest] = keys.values();
        return { kind: 'full', freeInMs: (oldest?.begunAt ?? at) + KEPT_MS - at };
      }
      runs += 1;
      const run = String(runs);
      keys.set(call.id, { input: call.input, run, begunAt: at, answer: null });
      return { kind: 'won', run };
    },
    async finish({ id }, run, answer) {
      const kept = keys.get(id);
      if (kept?.run !== run) return;
      keys.set(id, { ...kept, answer });
      answersBytes += Buffer.byteLength(answer);
    },
    async forget({ id }, run) {
      const kept = keys.get(id);
      if (kept?.run === run) remove(id, kept);
    },
    // Nobody else can have begun anything here.
    lives: () => false,
    close: () => keys.clear(),
  };
}
