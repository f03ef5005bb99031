import { decodeUsers, type User, type UserId } from '@live-status/domain';
import { expect, test } from 'vitest';
import { MAX_KNOWN, UsernameIndex } from './username-index.ts';

/** So many users from a number on, each with an id of a generation. */
const users = (count: number, generation: string, from = 0): readonly User[] => {
  const entries = Array.from({ length: count }, (_, index) => ({
    id: `${generation}-${from + index}`,
    configurationId: 'c',
    userName: `user ${from + index}`,
    displayedName: '',
    permissionId: 'p',
  }));
  const decoded = decodeUsers(entries);
  if (!decoded.ok) throw new TypeError(decoded.faults.join());
  return decoded.users;
};
const nameOf = (index: UsernameIndex, id: string) => index.usernameOf(id as UserId);

test('an id means what it was seen to mean, after a restart gave out new ones too (clause ID-2)', () => {
  const index = new UsernameIndex();
  index.learn(users(2, 'old'));
  index.learn(users(2, 'new').toReversed());
  expect(['old-0', 'old-1', 'new-0', 'new-1', 'x'].map((id) => nameOf(index, id))).toEqual([
    'user 0',
    'user 1',
    'user 0',
    'user 1',
    undefined,
  ]);
  expect(index.size).toBe(4);
});

test('a user who was renamed goes by the new username', () => {
  const index = new UsernameIndex();
  const [marty] = users(1, 'id');
  if (marty === undefined) throw new TypeError('There is one user.');
  const [renamed] = users(1, 'other', 7);
  index.learn([marty]);
  index.learn([{ ...marty, userName: renamed?.userName ?? marty.userName }]);
  expect(nameOf(index, 'id-0')).toBe('user 7');
  expect(index.size).toBe(1);
});

test(`${MAX_KNOWN} ids are known at most; those that were listed longest ago go first`, () => {
  const index = new UsernameIndex();
  index.learn(users(MAX_KNOWN - 1, 'old'));
  index.learn(users(1, 'old'));
  index.learn(users(2, 'new'));
  expect(index.size).toBe(MAX_KNOWN);
  expect(['old-0', 'old-1', 'old-2', 'new-1'].map((id) => nameOf(index, id))).toEqual([
    'user 0',
    undefined,
    'user 2',
    'user 1',
  ]);
  index.learn(users(MAX_KNOWN + 10, 'many'));
  expect(index.size).toBe(MAX_KNOWN);
  expect([nameOf(index, 'many-9'), nameOf(index, 'many-10')]).toEqual([undefined, 'user 10']);
});
