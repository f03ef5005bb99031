import { StatusError as Refused, type StatusError } from '@live-status/domain';
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
  if (typeof of !== 'string' || place.length !== (order === 'USERNAME' ? 1 : 2) || of !== order)
    throw unusable(`${argument} must be a cursor that this API gave out for orderBy: ${order}.`);
  return place.map(String);
}

function decode(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const unusable = (message: string): StatusError => new Refused('BAD_USER_INPUT', message);
