import type { CoreServerRef, Username } from '@live-status/domain';

/** The most users whose names are put into a filter: with more, everybody's events cost less than the filter. */
export const MAX_FILTERED_USERS = 50;

/** Whose events a filter lets through: those of so many usernames, or everybody's. */
export type FilteredUsers = ReadonlySet<Username> | 'everybody';

/** The most characters of usernames that are put into a filter: servers bound what they read of one message. */
export const MAX_FILTER_LENGTH = 8192;

/** Whose events to ask for where these users are watched. */
export function filteredUsers(usernames: Iterable<Username>, watchesAll: boolean): FilteredUsers {
  const names = new Set(usernames);
  const isShort = names.size <= MAX_FILTERED_USERS && [...names].join('').length <= MAX_FILTER_LENGTH;
  return watchesAll || names.size === 0 || !isShort ? 'everybody' : names;
}

/**
 * The message that asks for no other events than those (clause EVT-2). A core server's id is known for certain only where it was
 * given as one: an id that was seen may have changed by the next connection (clause ID-1).
 */
export function formatFilter(coreServer: CoreServerRef, users: FilteredUsers): string {
  const filters = [{ property: 'type', value: 'userStatus' }];
  if ('id' in coreServer && coreServer.id !== undefined)
    filters.push({ property: 'coreServerId', value: coreServer.id });
  if (users !== 'everybody')
    for (const username of users) filters.push({ property: 'username', value: username });
  return JSON.stringify({ type: 'filter', filters });
}
