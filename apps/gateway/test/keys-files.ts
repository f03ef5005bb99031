import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Keys, KeysOptions } from '../src/idempotency/keys.ts';
import { keysInMemory } from '../src/idempotency/keys-in-memory.ts';
import { openKeys } from '../src/idempotency/open-keys.ts';
import { temporaryFolder } from './running.ts';

/** A path in a folder of its own, where no file is yet; all is gone when the test is over. */
export function keysPath(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return join(folder.path, 'keys.db');
}

/** Both kinds of keys, by what they are kept in. */
export const KINDS: readonly [string, (options?: KeysOptions) => Keys][] = [
  ['memory', keysInMemory],
  ['a file', (options) => openKeys(keysPath(), options)],
];
