import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createLingering } from './lingering.ts';

function make(max = 10) {
  const clock = createManualClock();
  const over: string[] = [];
  const lingering = createLingering<string>({
    lingerMs: 100,
    max,
    clock,
    onOver: (things) => over.push(things.join()),
  });
  return { clock, over, lingering };
}

test('what lingers is over after its time, by one timer for all, and then none is left', () => {
  const { clock, over, lingering } = make();
  lingering.add('a');
  lingering.add('b');
  clock.pass(60);
  lingering.add('c');
  expect([clock.pending(), lingering.has('a')]).toEqual([1, true]);
  clock.pass(40);
  expect([over, lingering.has('a'), clock.pending()]).toEqual([['a,b'], false, 1]);
  clock.pass(60);
  expect([over, clock.pending()]).toEqual([['a,b', 'c'], 0]);
});

test('whoever comes back in time keeps it, and its time begins anew when they have left again', () => {
  const { clock, over, lingering } = make();
  lingering.add('a');
  clock.pass(60);
  lingering.delete('a');
  expect([lingering.has('a'), clock.pending()]).toEqual([false, 0]);
  lingering.add('a');
  clock.pass(60);
  lingering.add('a');
  clock.pass(99);
  expect(over).toEqual([]);
  clock.pass(1);
  expect(over).toEqual(['a']);
});

test('with too many the oldest are over at once', () => {
  const { over, lingering } = make(2);
  for (const thing of ['a', 'b', 'c', 'd']) lingering.add(thing);
  expect([over, lingering.has('c'), lingering.has('d')]).toEqual([['a', 'b'], true, true]);
});

test('one that comes back does not end the wait of the others, and stopping ends all', () => {
  const { clock, over, lingering } = make();
  for (const thing of ['a', 'b', 'c']) lingering.add(thing);
  lingering.delete('a');
  expect(clock.pending()).toBe(1);
  lingering.stop();
  clock.pass(200);
  expect([over, clock.pending()]).toEqual([[], 0]);
});
