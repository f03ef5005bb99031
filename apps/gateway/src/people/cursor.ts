import { StatusError } from '@live-status/domain';
import type { Place, UserOrder } from './sort-users.ts';

/** The opaque cursor of a user: its place in the order, so that it means the same while others come and go. */
export function formatCursor(order: UserOrder, place: Place): string {
  return Buffer.from(JSON.stringify([order, ...place])).toString('base64url');
}

/**
 * The place that a cursor means.
 *
 * @throws StatusError `BAD_USER_INPUT` where it was not made by {@link formatCursor}, or for another order.
 */
export function parseCursor(argument: string, cursor: string, order: UserOrder): Place {
  const [of, ...place] = decode(cursor);
  if (of === order && place.length === LENGTHS[order] && place.every(isText)) return place;
  throw new StatusError(
    'BAD_USER_INPUT',
    `${argument} must be a cursor that this API gave out for orderBy: ${order}.`,
  );
}

/** How many parts a place has. */
const LENGTHS: Readonly<Record<UserOrder, number>> = { USERNAME: 1, DISPLAY_NAME: 2 };

const isText = (part: unknown): part is string => typeof part === 'string';

function decode(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
