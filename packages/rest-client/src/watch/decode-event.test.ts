import { expect, test } from 'vitest';
import { decodeEvent } from './decode-event.ts';

const EVENT = {
  type: 'userStatus',
  time: 1_353_000_000_000,
  coreServerId: 'c-1',
  userId: 'u-1',
  username: 'marty',
  name: 'Lunch',
  statusType: 'away',
  note: 'back soon',
  returnTime: 1_353_000_360_000,
  userCreated: true,
};
const decode = (changes: object) => decodeEvent(JSON.stringify({ ...EVENT, ...changes }));

test('EVT-1 a change of status is read with all its properties', () => {
  expect(decode({ extra: 1 })).toEqual({
    kind: 'status',
    timeMs: 1_353_000_000_000,
    coreServerId: 'c-1',
    userId: 'u-1',
    username: 'marty',
    status: {
      name: 'Lunch',
      type: 'away',
      note: 'back soon',
      returnTime: 1_353_000_360_000,
      userCreated: true,
    },
  });
});

test.each([
  { time: undefined },
  { time: -5 },
  { time: 0 },
  { time: 1e300 },
  { time: 1.5 },
  { time: 'yesterday' },
])('EVT-3 its time may be anything: %o', (changes) => {
  expect(decode(changes)).toMatchObject({ kind: 'status', timeMs: undefined });
});

test('REP-6 a note and a return time may be absent', () => {
  expect(decode({ note: undefined, returnTime: null })).toMatchObject({
    status: { note: '', returnTime: -1 },
  });
});

test.each([
  { name: undefined },
  { statusType: 'busy' },
  { note: 5 },
  { returnTime: '1' },
  { userCreated: 'true' },
  { userId: undefined },
  { userId: '' },
  { coreServerId: 7 },
])('REP-5 an event with %o is unreadable, and says whom it may be about', (changes) => {
  expect(decode(changes)).toEqual({ kind: 'unreadable', reason: 'bad-property', username: 'marty' });
});

test.each([{ username: undefined }, { username: '' }, { username: '..' }, { username: 5 }])(
  'REP-5 an event with %o may be about anybody',
  (changes) => {
    expect(decode(changes)).toEqual({ kind: 'unreadable', reason: 'bad-property', username: undefined });
  },
);

test.each(['', 'hello', '{', 'null', '5', '"userStatus"', '[]', '{}', '{"type":5}'])(
  'the message %j is no event',
  (text) => {
    expect(decodeEvent(text)).toEqual({ kind: 'unreadable', reason: 'not-an-event', username: undefined });
  },
);

test('an event of another type says nothing about a status', () => {
  expect(decode({ type: 'queueStatus' })).toEqual({
    kind: 'unreadable',
    reason: 'other-type',
    username: undefined,
  });
});
