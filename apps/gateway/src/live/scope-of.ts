import { createHash } from 'node:crypto';
import type { CoreServerRef, UserRef } from '@live-status/domain';

/**
 * What stands behind each cursor of those who watch the same users, in any order, and of nobody else: where others are watched, a cursor
 * says nothing of what was told of them.
 */
export function scopeOf(coreServer: CoreServerRef, users: readonly UserRef[] | undefined): string {
  const named = users?.map((user) => JSON.stringify(user)).toSorted() ?? null;
  const hash = createHash('sha256').update(JSON.stringify([coreServer, named]));
  return `.${hash.digest('base64url').slice(0, 8)}`;
}
