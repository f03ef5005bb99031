import { createKeys } from './create-keys.ts';
import type { Keys, KeysOptions } from './keys.ts';
import { createMemoryStore } from './memory-store.ts';

/** Keys of this process alone, which are forgotten when it ends: a write that is sent again then is done again. */
export function keysInMemory({ now = Date.now, maxKeys = 100_000 }: KeysOptions = {}): Keys {
  return createKeys(createMemoryStore(now, maxKeys), 0);
}
