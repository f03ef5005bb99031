import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { username } from '../../test/names.ts';
import { filteredUsers, formatFilter } from './event-filter.ts';

const people = (count: number, prefix = 'user') =>
  Array.from({ length: count }, (_, index) => username(`${prefix}-${index}`));

test('EVT-2 a filter asks for changes of status, of the core server and the users where they are known', () => {
  const users = filteredUsers(people(2), false);
  expect(JSON.parse(formatFilter(parseCoreServerRef({ id: 'c-1' }), users))).toEqual({
    type: 'filter',
    filters: [
      { property: 'type', value: 'userStatus' },
      { property: 'coreServerId', value: 'c-1' },
      { property: 'username', value: 'user-0' },
      { property: 'username', value: 'user-1' },
    ],
  });
});

test('EVT-2 a core server that is given by its slug, and everybody, are no part of a filter', () => {
  const coreServer = parseCoreServerRef({ slug: 'default', id: undefined });
  expect(JSON.parse(formatFilter(coreServer, 'everybody'))).toEqual({
    type: 'filter',
    filters: [{ property: 'type', value: 'userStatus' }],
  });
});

test.each<[string, ReturnType<typeof filteredUsers>]>([
  ['fifty', filteredUsers(people(50), false)],
  ['one twice', filteredUsers([...people(1), ...people(1)], false)],
])('the names of %s are few enough', (_, users) => {
  expect(users).toBeInstanceOf(Set);
});

test.each<[string, ReturnType<typeof filteredUsers>]>([
  ['fifty-one', filteredUsers(people(51), false)],
  ['ten with very long names', filteredUsers(people(10, 'x'.repeat(1000)), false)],
  ['none that is known yet', filteredUsers([], false)],
  ['all', filteredUsers(people(1), true)],
])('for %s everybody is asked for', (_, users) => {
  expect(users).toBe('everybody');
});
