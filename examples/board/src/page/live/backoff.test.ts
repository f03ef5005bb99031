import { expect, test } from 'vitest';
import { createBackoff } from './backoff.ts';

test('waits double up to five seconds, at random in their upper half', () => {
  const longest = createBackoff(() => 1);
  expect([1, 2, 3, 4, 5, 6].map(() => longest.next())).toEqual([400, 800, 1600, 3200, 5000, 5000]);
  const shortest = createBackoff(() => 0);
  expect([1, 2, 3, 4, 5, 6].map(() => shortest.next())).toEqual([200, 400, 800, 1600, 2500, 2500]);
});

test('what the gateway asks for is kept to, and what worked begins anew', () => {
  const backoff = createBackoff(() => 1);
  expect([backoff.next(1234), backoff.next()]).toEqual([1234, 800]);
  backoff.reset();
  expect(backoff.next()).toBe(400);
});
