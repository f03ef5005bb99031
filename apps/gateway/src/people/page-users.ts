import { StatusError, type User } from '@live-status/domain';
import { parseCursor } from './cursor.ts';
import { comparePlaces, type Place, placeOf, sortUsers, type UserOrder } from './sort-users.ts';

/** The most users of one page. */
export const MAX_PAGE = 500;
/** How many users a page has where nobody says it. */
export const DEFAULT_PAGE = 100;

/** What is asked for, as Relay's connections name it. */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** One page of users. */
export interface Page {
  readonly users: readonly User[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Which page is asked for, its arguments checked. */
export interface PageRequest {
  readonly order: UserOrder;
  readonly size: number;
  readonly isFromEnd: boolean;
  readonly after: Place | undefined;
  readonly before: Place | undefined;
}

/**
 * @throws StatusError `BAD_USER_INPUT` where a size is out of bounds, `first` and `last` are both given, or a cursor is not
 *   one of this order.
 */
export function parsePageRequest({ first, after, last, before }: PageArgs, order: UserOrder): PageRequest {
  if (first != null && last != null)
    throw new StatusError('BAD_USER_INPUT', 'At most one of first and last may be given; got both.');
  const [name, size] = last == null ? ['first', first ?? DEFAULT_PAGE] : ['last', last];
  if (size < 0 || size > MAX_PAGE)
    throw new StatusError('BAD_USER_INPUT', `${name} must be 0 to ${MAX_PAGE}; got ${size}.`);
  return {
    order,
    size: Number(size),
    isFromEnd: last != null,
    after: after == null ? undefined : parseCursor('after', after, order),
    before: before == null ? undefined : parseCursor('before', before, order),
  };
}

/** The page that is asked for, of users in whatever order (Relay's cursor connections). */
export function pageUsers(users: readonly User[], request: PageRequest): Page {
  const { order, size, isFromEnd, after, before } = request;
  const sorted = sortUsers(users, order);
  const isPast = (user: User) => before !== undefined && comparePlaces(placeOf(user, order), before) >= 0;
  const isDone = (user: User) => after !== undefined && comparePlaces(placeOf(user, order), after) <= 0;
  const within = sorted.filter((user) => !isDone(user) && !isPast(user));
  const page = isFromEnd ? within.slice(Math.max(0, within.length - size)) : within.slice(0, size);
  const isCut = page.length < within.length;
  return {
    users: page,
    hasNextPage: isFromEnd ? sorted.some(isPast) : isCut || sorted.some(isPast),
    hasPreviousPage: isFromEnd ? isCut || sorted.some(isDone) : sorted.some(isDone),
  };
}
