import { parseStatusUpdate, type StatusUpdate, type UserStatus } from '@live-status/domain';

/** What a write is to make of a status: a whole new one, or some of its properties. */
export type Change =
  | { readonly isWhole: true; readonly update: StatusUpdate }
  | { readonly isWhole: false; readonly part: Partial<StatusUpdate> };

/** The properties of a status that a write can change. */
export function updateOf({ name, type, note, returnTime }: UserStatus): StatusUpdate {
  return { name, type, note, returnTime };
}

/**
 * The status that a change of part of it makes of the one that is there: what is not given stays as it is.
 *
 * @throws StatusError where what is there cannot be set again, such as a note of more than 4 096 characters.
 */
export function applyPart(part: Partial<StatusUpdate>, current: UserStatus): StatusUpdate {
  return parseStatusUpdate({ ...updateOf(current), ...part });
}
