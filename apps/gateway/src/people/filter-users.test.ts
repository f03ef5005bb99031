import { decodeUserStatus, decodeUsers, type User, type UserStatus } from '@live-status/domain';
import { describe, expect, test } from 'vitest';
import { isAboutStatuses, isMatch, searchUsers, type UserFilter } from './filter-users.ts';

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
const statusOf = (properties: object): UserStatus => {
  const usual = { id: 's', configurationId: 'c', name: 'Out', type: 'away', note: '', userCreated: true };
  const decoded = decodeUserStatus({ ...usual, returnTime: -1, ...properties });
  if (!decoded.ok) throw new TypeError(decoded.faults.join());
  return decoded.status;
};

test.each<[UserFilter, boolean]>([
  [{}, false],
  [{ search: 'x', types: null, hasNote: null, backBefore: null }, false],
  [{ types: [] }, true],
  [{ hasNote: false }, true],
  [{ backBefore: new Date(0) }, true],
])('%j asks for more than the directory knows: %s', (filter, expected) => {
  expect(isAboutStatuses(filter)).toBe(expected);
});

describe('search looks into username and display name, whatever the case', () => {
  const users = usersOf(['marty', 'Marty McFly'], ['doc', 'Emmett BROWN'], ['fly', 'Ärger']);
  test.each([
    [undefined, 'marty doc fly'],
    ['', 'marty doc fly'],
    ['FLY', 'marty fly'],
    ['brown', 'doc'],
    ['ärg', 'fly'],
    ['.*', ''],
    ['martyMarty', ''],
  ])('%j', (search, names) => {
    expect(
      searchUsers(users, { search })
        .map(({ userName }) => userName)
        .join(' '),
    ).toBe(names);
  });
});

describe('a status meets every condition that is given', () => {
  const noon = new Date('2026-11-30T12:00:00Z');
  test.each<[UserFilter, object, boolean]>([
    [{}, {}, true],
    [{ types: ['dnd', 'away'] }, {}, true],
    [{ types: ['dnd'] }, {}, false],
    [{ types: [] }, {}, false],
    [{ hasNote: true }, { note: 'x' }, true],
    [{ hasNote: true }, {}, false],
    [{ hasNote: false }, {}, true],
    [{ hasNote: false }, { note: 'x' }, false],
    [{ backBefore: noon }, { returnTime: noon.getTime() - 1 }, true],
    [{ backBefore: noon }, { returnTime: noon.getTime() }, false],
    [{ backBefore: noon }, { returnTime: -1 }, false],
    [{ backBefore: noon }, { returnTime: 0 }, true],
    [{ backBefore: new Date(-5) }, { returnTime: -7 }, true],
    [{ types: ['away'], hasNote: true }, { note: 'x' }, true],
    [{ types: ['away'], hasNote: true }, {}, false],
    [{ types: null, hasNote: null, backBefore: null }, {}, true],
  ])('%j of %j: %s', (filter, properties, expected) => {
    expect(isMatch(filter, statusOf(properties))).toBe(expected);
  });
});
