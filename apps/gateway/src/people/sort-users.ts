import type { User } from '@live-status/domain';

/** The orders in which users are listed. */
export const USER_ORDERS = ['USERNAME', 'DISPLAY_NAME'] as const;
export type UserOrder = (typeof USER_ORDERS)[number];

/** Where a user stands in an order: by code units, so that it is the same everywhere and at any time. */
export type Place = readonly string[];

export function placeOf({ userName, displayedName }: User, order: UserOrder): Place {
  return order === 'USERNAME' ? [userName] : [displayedName.toLowerCase(), userName];
}

export function comparePlaces(one: Place, other: Place): number {
  for (const [index, part] of one.entries()) {
    const rest = other[index] ?? '';
    if (part !== rest) return part < rest ? -1 : 1;
  }
  return 0;
}

/** The users in an order. */
export function sortUsers(users: readonly User[], order: UserOrder): User[] {
  return users
    .map((user) => ({ user, place: placeOf(user, order) }))
    .toSorted((one, other) => comparePlaces(one.place, other.place))
    .map(({ user }) => user);
}
