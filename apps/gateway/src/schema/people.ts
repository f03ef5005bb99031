import { type CoreServerRef, StatusError, type User } from '@live-status/domain';
import { formatCursor } from '../people/cursor.ts';
import { isAboutStatuses, isMatch, searchUsers, type UserFilter } from '../people/filter-users.ts';
import { type Page, type PageArgs, pageUsers, parsePageRequest } from '../people/page-users.ts';
import { placeOf, type UserOrder } from '../people/sort-users.ts';
import type { GatewayContext } from './context.ts';
import { MAX_USERS } from './observe-all.ts';
import { type FailedStatus, readOptions } from './observed-status.ts';
import { listedPerson, type Person } from './person.ts';

/** What `users` is asked for. */
export interface PeopleArgs extends PageArgs {
  readonly filter?: UserFilter | null | undefined;
  readonly orderBy: UserOrder;
}

/** A person whose status could not be read. */
export interface FailedPerson extends FailedStatus {
  readonly person: Person;
}

/** One page of people, as Relay's connections have it. */
export interface People {
  readonly edges: readonly { readonly cursor: string; readonly node: Person }[];
  readonly page: Page;
  readonly totalCount: number;
  readonly failures: readonly FailedPerson[];
}

/**
 * Lists a page of the users of a core server: one list call, and where the filter is about statuses one for each user that the
 * rest of it leaves.
 *
 * @throws StatusError `BAD_USER_INPUT` for a page that there cannot be; `QUERY_TOO_COMPLEX` where more than 500 statuses would
 *   have to be read; and what listing throws.
 */
export async function listPeople(
  context: GatewayContext,
  coreServer: CoreServerRef,
  args: PeopleArgs,
): Promise<People> {
  readOptions(context);
  const request = parsePageRequest(args, args.orderBy);
  const filter = args.filter ?? {};
  const list = await context.listUsers(coreServer);
  const found = searchUsers(list.users, filter);
  const people = new Map<User, Person>();
  const personFor = (user: User): Person => {
    const person = people.get(user) ?? listedPerson(coreServer, user);
    people.set(user, person);
    return person;
  };
  const { matching, failures } = isAboutStatuses(filter)
    ? await filterByStatus(context, found, filter, personFor)
    : { matching: found, failures: [] };
  const page = pageUsers(matching, request);
  const edges = page.users.map((user) => ({
    cursor: formatCursor(args.orderBy, placeOf(user, args.orderBy)),
    node: personFor(user),
  }));
  return { edges, page, totalCount: matching.length, failures };
}

async function filterByStatus(
  context: GatewayContext,
  users: readonly User[],
  filter: UserFilter,
  personFor: (user: User) => Person,
): Promise<{ matching: readonly User[]; failures: readonly FailedPerson[] }> {
  if (users.length > MAX_USERS)
    throw new StatusError(
      'QUERY_TOO_COMPLEX',
      `A condition on statuses reads the status of every user that the rest of the filter leaves: ${users.length} where ${MAX_USERS} are allowed. Narrow it with search, or read page by page.`,
    );
  const readings = await Promise.all(
    users.map(async (user) => ({ user, reading: await personFor(user).status(context) })),
  );
  const matching = readings.flatMap(({ user, reading }) =>
    'status' in reading && isMatch(filter, reading.status) ? [user] : [],
  );
  const failures = readings.flatMap(({ user, reading }) =>
    'failure' in reading ? [{ person: personFor(user), failure: reading.failure }] : [],
  );
  return { matching, failures };
}
