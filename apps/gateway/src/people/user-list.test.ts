import { decodeUsers, type UserId, type Username } from '@live-status/domain';
import { expect, test } from 'vitest';
import { UserList } from './user-list.ts';

const entry = { configurationId: 'c', displayedName: '', permissionId: 'p' };
const decoded = decodeUsers([
  { ...entry, id: 'u-1', userName: 'marty' },
  { ...entry, id: 'marty', userName: 'doc' },
]);
const users = decoded.ok ? decoded.users : [];
const list = new UserList(users);

test('a user is found by what kind of name it is', () => {
  expect(list.findByUsername('marty' as Username)).toBe(users[0]);
  expect(list.findByUsername('doc' as Username)).toBe(users[1]);
  expect(list.findById('marty' as UserId)).toBe(users[1]);
  expect(list.findById('u-1' as UserId)).toBe(users[0]);
});

test('who is not listed is not found', () => {
  expect(list.findByUsername('u-1' as Username)).toBeUndefined();
  expect(list.findByUsername('__proto__' as Username)).toBeUndefined();
  expect(list.findById('doc' as UserId)).toBeUndefined();
});
