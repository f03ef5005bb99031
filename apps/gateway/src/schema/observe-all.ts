import { parseTarget } from '@live-status/domain';
import type { GatewayContext } from './context.ts';
import {
  type FailedStatus,
  type ObservedStatus,
  orFailure,
  readOptions,
  readStatus,
} from './observed-status.ts';
import type { ReferenceInput } from './reference-input.ts';

/** The most users of one list. */
export const MAX_USERS = 500;

/**
 * Reads the statuses of users, in their order; a user who is named twice in the same way is read once.
 *
 * @throws StatusError where this caller may read nothing at all.
 */
export async function observeAll(
  context: GatewayContext,
  coreServer: ReferenceInput,
  users: readonly ReferenceInput[],
): Promise<(ObservedStatus | FailedStatus)[]> {
  const options = readOptions(context);
  const readings = new Map<string, Promise<ObservedStatus | FailedStatus>>();
  const read = (user: ReferenceInput) => {
    const key = JSON.stringify([user.id, user.username]);
    const reading =
      readings.get(key) ??
      orFailure(async () => readStatus(context, parseTarget({ coreServer, user }), options, true));
    readings.set(key, reading);
    return reading;
  };
  return Promise.all(users.map(read));
}
