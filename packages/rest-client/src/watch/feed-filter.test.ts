import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import { username } from '../../test/names.ts';
import { createFeedFilter } from './feed-filter.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const byName = (name: string) => ({
  ref: parseTarget({ coreServer, user: { username: name } }).user,
  username: undefined,
});
const byId = { ref: parseTarget({ coreServer, user: { id: 'u-1' } }).user, username: undefined };
const namesIn = (message: string | undefined) => message?.match(/"username","value":"\w+"/g)?.length ?? 0;

test('EVT-2 a connection begins with the names of those who are known, as the directory spells them', () => {
  const filter = createFeedFilter(coreServer);
  expect(filter.first([{ ...byId, username: username('doc') }, byName('marty')], false)).toMatch(
    /doc.*marty/,
  );
  expect(namesIn(filter.first([byId, byName('marty')], false))).toBe(0);
  expect(namesIn(filter.first([byName('marty')], true))).toBe(0);
});

test('EVT-2 it is widened once, and whoever came meanwhile is to be read again when a later barrier has passed', () => {
  const filter = createFeedFilter(coreServer);
  filter.first([byName('marty')], false);
  expect(filter.widen(username('marty'), 3)).toBeUndefined();
  expect(namesIn(filter.widen(username('doc'), 3))).toBe(0);
  expect(filter.widen(username('george'), 4)).toBeUndefined();
  expect(filter.passed(3)).toEqual([]);
  expect(filter.passed(4)).toEqual(['doc', 'george']);
  expect(filter.passed(5)).toEqual([]);
  expect(filter.widen(username('biff'), 5)).toBeUndefined();
  expect(filter.passed(6)).toEqual([]);
});
