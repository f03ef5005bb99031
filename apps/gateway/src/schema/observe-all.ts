import { isStatusError, parseTarget, type StatusError } from '@live-status/domain';
import type { GatewayContext } from './context.ts';
import type { ReferenceInput } from './references.ts';
import { type ObservedStatus, observe } from './user-status.ts';

/** The most users of one list. */
export const MAX_USERS = 500;

/** Reads the statuses of users, in their order; a user who is named twice in the same way is read once. */
export function observeAll(
  context: GatewayContext,
  coreServer: ReferenceInput,
  users: readonly ReferenceInput[],
): Promise<(ObservedStatus | StatusError)[]> {
  const readings = new Map<string, Promise<ObservedStatus | StatusError>>();
  const read = (user: ReferenceInput) => {
    const key = JSON.stringify([user.id, user.username]);
    const reading = readings.get(key) ?? orFailure(context, coreServer, user);
    readings.set(key, reading);
    return reading;
  };
  return Promise.all(users.map(read));
}

async function orFailure(
  context: GatewayContext,
  coreServer: ReferenceInput,
  user: ReferenceInput,
): Promise<ObservedStatus | StatusError> {
  try {
    return await observe(context, parseTarget({ coreServer, user }));
  } catch (error) {
    if (isStatusError(error)) return error;
    throw error;
  }
}
