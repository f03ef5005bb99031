import { expect, test } from 'vitest';
import { parseEvent } from './parse-event.ts';

const parse = (userStatusEvents: unknown) => parseEvent({ userStatusEvents });
const SHOWN = { name: 'Lunch', type: 'AWAY', note: '', returnTimestamp: null, user: { username: 'ada' } };
const TOLD = {
  username: 'ada',
  status: { name: 'Lunch', type: 'AWAY', note: '', returnTimeMs: undefined },
};

test('each kind of event is read', () => {
  expect(parse({ __typename: 'UserStatusSnapshot', results: [SHOWN, {}], cursor: 'a' })).toEqual({
    kind: 'snapshot',
    told: [TOLD],
    cursor: 'a',
  });
  expect(
    parse({ __typename: 'UserStatusChanged', userStatus: { ...SHOWN, returnTimestamp: 5 }, cursor: 'b' }),
  ).toEqual({
    kind: 'changed',
    told: { ...TOLD, status: { ...TOLD.status, returnTimeMs: 5 } },
    cursor: 'b',
  });
  expect(
    parse({ __typename: 'UserStatusStale', since: '1970-01-01T00:00:01.000Z', code: 'UPSTREAM_BUSY' }),
  ).toEqual({
    kind: 'stale',
    sinceMs: 1000,
    code: 'UPSTREAM_BUSY',
  });
  expect(parse({ __typename: 'UserStatusFresh', cursor: 'c' })).toEqual({ kind: 'fresh', cursor: 'c' });
});

test.each([
  undefined,
  null,
  1,
  'text',
  [],
  {},
  { __typename: 'SomethingNew' },
  { __typename: 'UserStatusChanged' },
])('%j is no event that the board knows, and harms nobody', (value) => {
  expect(parse(value)).toBeUndefined();
  expect(parseEvent(value)).toBeUndefined();
});
