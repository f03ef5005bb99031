import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import type { StatusWatch } from './watch-event.ts';

/**
 * What is to be watched, as an outside caller wrote it.
 *
 * @throws StatusError `REFERENCE_INVALID` where a reference cannot be one (clause PATH-4).
 */
export function parseWatch({ coreServer, users }: StatusWatch): StatusWatch {
  return {
    coreServer: parseCoreServerRef(coreServer),
    users: users?.map((user) => parseTarget({ coreServer, user }).user),
  };
}
