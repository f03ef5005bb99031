import type { StatusUpdate } from '@live-status/domain';
import { onTestFinished } from 'vitest';
import { openStatusStore, type StatusStore } from '../src/index.ts';

/** A store that remembers the order of its commits. */
export interface RecordingStore extends StatusStore {
  /** Everything committed, in that order. */
  readonly committed: readonly (StatusUpdate & { readonly userId: string })[];
}

/** Opens a store that keeps nothing between runs and refuses the updates that it is told to; closed when the test is over. */
export function openRecordingStore(
  isRefused: (update: StatusUpdate) => boolean = () => false,
): RecordingStore {
  const store = openStatusStore({ file: ':memory:' });
  onTestFinished(() => store.close());
  const committed: (StatusUpdate & { userId: string })[] = [];
  return {
    committed,
    get: (coreServerId, userId) => store.get(coreServerId, userId),
    set(coreServerId, userId, update) {
      if (isRefused(update)) throw new Error('The store refuses this.');
      store.set(coreServerId, userId, update);
      committed.push({ ...update, userId });
    },
    // Whoever opened it closes it.
    close: () => {},
  };
}
