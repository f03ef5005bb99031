import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createPacer } from './pacer.ts';

test('so many things a second are done, in their order, and the first at once', () => {
  const clock = createManualClock();
  const pacer = createPacer(20, clock);
  const done: number[] = [];
  for (let number = 0; number < 100; number += 1) pacer.run(() => done.push(number));
  clock.pass(0);
  expect(done).toEqual([0]);
  clock.pass(1000);
  expect(done).toHaveLength(21);
  clock.pass(60_000);
  expect(done).toEqual(Array.from({ length: 100 }, (_, number) => number));
  expect(clock.pending()).toBe(0);
  pacer.run(() => done.push(100));
  clock.pass(0);
  expect(done.at(-1)).toBe(100);
});

test('what was cancelled is not done, and keeps no timer', () => {
  const clock = createManualClock();
  const pacer = createPacer(20, clock);
  const done: string[] = [];
  const cancels = ['a', 'b', 'c'].map((name) => pacer.run(() => done.push(name)));
  cancels[1]?.();
  clock.pass(1000);
  expect(done).toEqual(['a', 'c']);
  pacer.run(() => done.push('d'))();
  expect(clock.pending()).toBe(0);
  cancels[0]?.();
});
