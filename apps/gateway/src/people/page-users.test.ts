import { decodeUsers, type User } from '@live-status/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCursor } from './cursor.ts';
import { type Page, type PageArgs, pageUsers, parsePageRequest } from './page-users.ts';
import { placeOf, sortUsers, USER_ORDERS, type UserOrder } from './sort-users.ts';

const SEED = 20_261_130;
const usersOf = (names: Iterable<string>): readonly User[] => {
  const entries = [...names].map((userName) => ({
    id: `id of ${userName}`,
    configurationId: 'c',
    userName,
    displayedName: `${userName.length}`,
    permissionId: 'p',
  }));
  const decoded = decodeUsers(entries);
  if (!decoded.ok) throw new TypeError(decoded.faults.join());
  return decoded.users;
};
const namesOf = (users: readonly User[]) => users.map(({ userName }) => String(userName));
const page = (users: readonly User[], args: PageArgs, order: UserOrder = 'USERNAME') =>
  pageUsers(users, parsePageRequest(args, order));
const cursorOf = (name: string) => formatCursor('USERNAME', [name]);
const shown = ({ users, hasPreviousPage, hasNextPage }: Page) => [
  namesOf(users).join(''),
  hasPreviousPage,
  hasNextPage,
];

describe('a page of five users', () => {
  const users = usersOf('dbeca');
  test.each<[PageArgs, string, boolean, boolean]>([
    [{}, 'abcde', false, false],
    [{ first: 2 }, 'ab', false, true],
    [{ first: 5 }, 'abcde', false, false],
    [{ first: 2, after: cursorOf('b') }, 'cd', true, true],
    [{ first: 2, after: cursorOf('c') }, 'de', true, false],
    [{ first: 2, after: cursorOf('e') }, '', true, false],
    [{ first: 2, after: cursorOf('0') }, 'ab', false, true],
    [{ last: 2 }, 'de', true, false],
    [{ last: 2, before: cursorOf('d') }, 'bc', true, true],
    [{ last: 2, before: cursorOf('c') }, 'ab', false, true],
    [{ last: 2, before: cursorOf('a') }, '', false, true],
    [{ last: 5 }, 'abcde', false, false],
    [{ first: 9, after: cursorOf('a'), before: cursorOf('d') }, 'bc', true, true],
    [{ last: 1, after: cursorOf('a'), before: cursorOf('d') }, 'c', true, true],
    [{ first: 2, after: cursorOf('bb') }, 'cd', true, true],
    [{ first: 0 }, '', false, true],
    [{ last: 0 }, '', true, false],
    [{ first: null, last: null, after: null, before: null }, 'abcde', false, false],
  ])('%j', (args, names, hasPreviousPage, hasNextPage) => {
    expect(shown(page(users, args))).toEqual([names, hasPreviousPage, hasNextPage]);
  });
});

test('a page has 100 users where nobody says how many', () => {
  const users = usersOf(Array.from({ length: 101 }, (_, index) => `u${index}`));
  expect(page(users, {}).users).toHaveLength(100);
  expect(page(users, { before: cursorOf('v') }).users).toHaveLength(100);
});

describe('what there cannot be is BAD_USER_INPUT', () => {
  test.each<[PageArgs, string]>([
    [{ first: 501 }, 'first must be 0 to 500; got 501.'],
    [{ first: -1 }, 'first must be 0 to 500; got -1.'],
    [{ last: 501 }, 'last must be 0 to 500; got 501.'],
    [{ first: 1, last: 1 }, 'At most one of first and last may be given; got both.'],
    [{ after: 'x' }, 'after must be a cursor that this API gave out for orderBy: USERNAME.'],
    [{ before: '' }, 'before must be a cursor that this API gave out for orderBy: USERNAME.'],
  ])('%j', (args, message) => {
    expect(() => parsePageRequest(args, 'USERNAME')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message }),
    );
  });
});

/** What happens to the users between two pages. */
const changes = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 4 }), comes: fc.nat({ max: 29 }), goes: fc.nat({ max: 29 }) }),
  { minLength: 1, maxLength: 40 },
);

test(`whoever is there all the time comes exactly once, forwards and backwards, in order (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 29 }), { maxLength: 30 }),
      changes,
      fc.boolean(),
      fc.constantFrom(...USER_ORDERS),
      (start, steps, isBackwards, order) => {
        const there = new Set(start.map((number) => `user ${number}`));
        const lasting = new Set(there);
        const seen: User[] = [];
        let cursor: string | undefined;
        for (let at = 0; ; at += 1) {
          const { size = 1, comes = 0, goes = 0 } = steps[at % steps.length] ?? {};
          const args = isBackwards ? { last: size, before: cursor } : { first: size, after: cursor };
          const { users, hasNextPage, hasPreviousPage } = page(usersOf(there), args, order);
          seen.push(...(isBackwards ? users.toReversed() : users));
          const edge = isBackwards ? users[0] : users.at(-1);
          if (edge !== undefined) cursor = formatCursor(order, placeOf(edge, order));
          if (!(isBackwards ? hasPreviousPage : hasNextPage)) break;
          there.add(`user ${comes}`);
          there.delete(`user ${goes}`);
          lasting.delete(`user ${goes}`);
        }
        const names = namesOf(seen);
        expect(new Set(names).size).toBe(names.length);
        expect(names).toEqual(expect.arrayContaining([...lasting]));
        const sorted = sortUsers(seen, order);
        expect(seen).toEqual(isBackwards ? sorted.toReversed() : sorted);
      },
    ),
    { numRuns: 2000, seed: SEED },
  );
});
