import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CollectedBody } from './collected-body.ts';

const MAX = 8;
const collect = (...chunks: readonly number[][]) => {
  const body = new CollectedBody();
  const within = chunks.map((chunk) => body.add(Uint8Array.from(chunk), MAX));
  return { within, bytes: [...body.bytes] };
};

test.each<[string, number[][], boolean[], number[]]>([
  ['nothing', [], [], []],
  ['one piece', [[1, 2]], [true], [1, 2]],
  ['several pieces', [[1, 2], [3], [4, 5, 6]], [true, true, true], [1, 2, 3, 4, 5, 6]],
  ['an empty piece among others', [[], [1], [], [2]], [true, true, true, true], [1, 2]],
  ['one piece of the bound', [[1, 2, 3, 4, 5, 6, 7, 8]], [true], [1, 2, 3, 4, 5, 6, 7, 8]],
  ['one piece past it', [[1, 2, 3, 4, 5, 6, 7, 8, 9]], [false], [1, 2, 3, 4, 5, 6, 7, 8]],
  [
    'pieces of the bound',
    [
      [1, 2, 3, 4, 5],
      [6, 7, 8],
    ],
    [true, true],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ],
  [
    'pieces past it',
    [
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9],
    ],
    [true, false],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ],
  ['more after the bound', [[1, 2, 3, 4, 5, 6, 7, 8], [9]], [true, false], [1, 2, 3, 4, 5, 6, 7, 8]],
])('ERR-2 of %s as much is kept as the bound allows', (_, chunks, within, bytes) => {
  expect(collect(...chunks)).toEqual({ within, bytes });
});

test('a body that comes in one piece is not copied', () => {
  const chunk = Uint8Array.of(1, 2, 3);
  const body = new CollectedBody();
  body.add(chunk, MAX);
  expect(body.bytes.buffer).toBe(chunk.buffer);
});

test('a piece may be used for something else once it was taken among others', () => {
  const body = new CollectedBody();
  const chunk = Uint8Array.of(2);
  body.add(Uint8Array.of(1), MAX);
  body.add(chunk, MAX);
  chunk[0] = 9;
  expect([...body.bytes]).toEqual([1, 2]);
});

test('a piece that just fits into the room that there is makes no more of it', () => {
  const body = new CollectedBody();
  body.add(Uint8Array.of(1, 2, 3, 4), 100);
  body.add(Uint8Array.of(5), 100);
  const room = body.bytes.buffer;
  expect(room.byteLength).toBe(8);
  body.add(Uint8Array.of(6, 7, 8), 100);
  expect(body.bytes.buffer).toBe(room);
  expect([...body.bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('DIR-2 a body of many small pieces takes no more room than twice its bytes, and is not copied for each', () => {
  const body = new CollectedBody();
  const rooms = new Set<ArrayBufferLike>();
  for (let size = 1; size <= 10_000; size += 1) {
    body.add(Uint8Array.of(size % 256), 1_000_000);
    rooms.add(body.bytes.buffer);
    expect(body.bytes.buffer.byteLength).toBeLessThanOrEqual(2 * size);
  }
  expect(rooms.size).toBeLessThan(20);
  expect([...body.bytes.subarray(-2)]).toEqual([9999 % 256, 10_000 % 256]);
});

test('DIR-2 however much comes, a body takes no more room than its bound', () => {
  const body = new CollectedBody();
  for (let size = 0; size < 7; size += 1) body.add(Uint8Array.of(1), 5);
  expect(body.bytes.buffer.byteLength).toBe(5);
});

test('whatever the pieces are, they come together in their order as far as the bound', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat({ max: 255 }))), fc.nat({ max: 40 }), (chunks, maxBytes) => {
      const body = new CollectedBody();
      const within = chunks.map((chunk) => body.add(Uint8Array.from(chunk), maxBytes));
      expect([...body.bytes]).toEqual(chunks.flat().slice(0, maxBytes));
      if (chunks.length > 0) expect(within.every(Boolean)).toBe(chunks.flat().length <= maxBytes);
    }),
  );
});
