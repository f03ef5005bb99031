import { expect, test } from 'vitest';
import { idempotencyKeyFault } from './idempotency-key-fault.ts';

test.each([['a'], ['x'.repeat(255)], [' ~!"\\'], ['018f6f2e-1f1c-7d3a-9c55-0c2a3a6f6a11']])(
  '%j can be an idempotency key',
  (key) => {
    expect(idempotencyKeyFault(key)).toBeUndefined();
  },
);

test.each<[unknown, string]>([
  ['', 'got none.'],
  ['x'.repeat(256), 'got 256.'],
  ['naïve', 'got U+00EF after 2 others.'],
  ['a\u007f', 'got U+007F after 1 others.'],
  ['\n', 'got U+000A after 0 others.'],
  ['ab😀', 'got U+1F600 after 2 others.'],
  ['\ud800', 'got U+D800 after 0 others.'],
  [7, 'got 7.'],
  [undefined, 'got nothing.'],
  [null, 'got null.'],
])('%j cannot, and it is said why', (key, got) => {
  expect(idempotencyKeyFault(key)).toBe(
    `An idempotency key must be 1 to 255 characters of printable ASCII; ${got}`,
  );
});
