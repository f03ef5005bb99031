import { StatusError } from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCursor, parseCursor } from './cursor.ts';
import { USER_ORDERS } from './sort-users.ts';

const SEED = 20_261_130;
const anyText = fc.string({ unit: 'binary' });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const faultOf = (cursor: string): unknown => {
  try {
    return parseCursor('after', cursor, 'USERNAME');
  } catch (error) {
    return error;
  }
};

test(`a cursor means the place that it was made of, in its order alone (seed ${SEED})`, () => {
  fc.assert(
    fc.property(anyText, anyText, (userName, displayName) => {
      for (const order of USER_ORDERS) {
        const place = order === 'USERNAME' ? [userName] : [displayName, userName];
        const cursor = formatCursor(order, place);
        expect(parseCursor('after', cursor, order)).toEqual(place);
        const other = order === 'USERNAME' ? 'DISPLAY_NAME' : 'USERNAME';
        expect(() => parseCursor('after', cursor, other)).toThrow(StatusError);
      }
    }),
    { numRuns: 1000, seed: SEED },
  );
});

test.each([
  '',
  'bad',
  '"',
  encode('USERNAME'),
  encode([]),
  encode(['USERNAME']),
  encode(['USERNAME', 'a', 'b']),
  encode(['USERNAME', 7]),
  encode(['DISPLAY_NAME', 'a']),
  encode([['USERNAME'], 'a']),
])('%j is BAD_USER_INPUT, and the message says where and for which order', (cursor) => {
  expect(faultOf(cursor)).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: 'after must be a cursor that this API gave out for orderBy: USERNAME.',
  });
});
