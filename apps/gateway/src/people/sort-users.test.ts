import { decodeUsers, type User } from '@live-status/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePlaces, placeOf, sortUsers } from './sort-users.ts';

const SEED = 20_261_130;
const usersOf = (...names: readonly (readonly [string, string])[]): readonly User[] => {
  const entries = names.map(([userName, displayedName]) => ({
    id: `id of ${userName}`,
    configurationId: 'c',
    userName,
    displayedName,
    permissionId: 'p',
  }));
  const decoded = decodeUsers(entries);
  if (!decoded.ok) throw new TypeError(decoded.faults.join());
  return decoded.users;
};
const namesOf = (users: readonly User[]) => users.map(({ userName }) => userName);

describe('users are sorted', () => {
  const users = usersOf(['zoe', 'amy'], ['B', 'Amy'], ['émile', 'Zoe'], ['a', 'bob'], ['Ａ', 'BOB']);

  test('by username: by code units, capitals first and accents last', () => {
    expect(namesOf(sortUsers(users, 'USERNAME'))).toEqual(['B', 'a', 'zoe', 'émile', 'Ａ']);
  });

  test('by display name: whatever the case, and users of one display name by username', () => {
    expect(namesOf(sortUsers(users, 'DISPLAY_NAME'))).toEqual(['B', 'zoe', 'a', 'Ａ', 'émile']);
  });

  test('without a change to the list itself', () => {
    const before = namesOf(users);
    sortUsers(users, 'USERNAME');
    expect(namesOf(users)).toEqual(before);
  });
});

test(`every two users have an order, and one that goes on (seed ${SEED})`, () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'İ', 'ß', '😀', '￿'), maxLength: 3 });
  const place = fc.tuple(name, name);
  fc.assert(
    fc.property(place, place, place, (one, two, three) => {
      expect(comparePlaces(one, two)).toBe(0 - comparePlaces(two, one) || 0);
      expect(comparePlaces(one, two) === 0).toBe(one.join('\u0000') === two.join('\u0000'));
      if (comparePlaces(one, two) < 0 && comparePlaces(two, three) < 0)
        expect(comparePlaces(one, three)).toBe(-1);
    }),
    { numRuns: 2000, seed: SEED },
  );
});

test('a place is what a user is sorted by', () => {
  const [marty] = usersOf(['marty', 'Marty McFly']);
  if (marty === undefined) throw new TypeError('There is one user.');
  expect(placeOf(marty, 'USERNAME')).toEqual(['marty']);
  expect(placeOf(marty, 'DISPLAY_NAME')).toEqual(['marty mcfly', 'marty']);
});
