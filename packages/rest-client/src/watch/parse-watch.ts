import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import { MAX_CURSOR_LENGTH } from './revisions.ts';
import type { StatusWatch } from './watch-event.ts';

/** A cursor that may be one: of anything else nothing is known, which is no mistake of whoever comes back late. */
const parseCursor = (after: unknown): string | undefined =>
  typeof after === 'string' && after.length <= MAX_CURSOR_LENGTH ? after : undefined;

/**
 * What is to be watched, as an outside caller wrote it.
 *
 * @throws StatusError `REFERENCE_INVALID` where a reference cannot be one (clause PATH-4).
 */
export function parseWatch({ coreServer, users, after }: StatusWatch): StatusWatch {
  return {
    coreServer: parseCoreServerRef(coreServer),
    users: users?.map((user) => parseTarget({ coreServer, user }).user),
    after: parseCursor(after),
  };
}
