import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createPacer } from './pacer.ts';
import { createSecondLooks } from './second-looks.ts';

function make({ perSecond = 1000, random = 0 } = {}) {
  const clock = createManualClock();
  const looks: [what: string, atMs: number][] = [];
  const second = createSecondLooks<string>({
    clock,
    random: () => random,
    pacer: createPacer(perSecond, clock),
    forMs: 60_000,
    look: (thing) => looks.push([thing, Math.round(clock.nowMs() / 100) / 10]),
  });
  return { clock, second, looks };
}

test('what is gone is looked at again after a second and then more and more rarely, until somebody else does it', () => {
  const { clock, second, looks } = make();
  second.add('marty');
  clock.pass(120_000);
  expect(looks.map(([, at]) => at)).toEqual([1, 3, 7, 15, 31]);
  expect(clock.pending()).toBe(0);
});

test('a part of each pause is left to chance', () => {
  const { clock, second, looks } = make({ random: 0.5 });
  second.add('marty');
  clock.pass(1000);
  expect(looks).toEqual([['marty', 0.9]]);
});

test('what is there again is not looked at', () => {
  const { clock, second, looks } = make();
  second.add('marty');
  second.add('doc');
  second.delete('marty');
  clock.pass(1100);
  second.delete('doc');
  clock.pass(60_000);
  expect([looks, clock.pending()]).toEqual([[['doc', 1]], 0]);
});

test('those who come one after another share one timer, and do not put it off for each other', () => {
  const { clock, second, looks } = make();
  for (let number = 0; number < 10; number += 1) {
    second.add(`user-${number}`);
    expect(clock.pending()).toBe(1);
    clock.pass(90);
  }
  clock.pass(150);
  expect(looks.map(([, at]) => at)).toEqual(Array(10).fill(1));
});

test('somebody new is looked at after a second, however rarely the others are', () => {
  const { clock, second, looks } = make();
  second.add('marty');
  clock.pass(16_000);
  looks.length = 0;
  second.add('doc');
  clock.pass(1100);
  expect(looks.map(([who]) => who)).toEqual(['marty', 'doc']);
});

test('looks come one by one, and what comes meanwhile is next', () => {
  const { clock, second, looks } = make({ perSecond: 1 });
  second.add('marty');
  second.add('doc');
  clock.pass(1500);
  expect(looks).toEqual([['marty', 1]]);
  second.add('jennifer');
  clock.pass(1600);
  expect(looks.slice(1)).toEqual([['doc', 2]]);
  clock.pass(10_000);
  expect(looks.map(([who]) => who)).toContain('jennifer');
});

test('once one is there again the others of the turn are looked at at once, and not twice', () => {
  const { clock, second, looks } = make({ perSecond: 1 });
  for (const who of ['marty', 'doc', 'biff', 'george']) second.add(who);
  clock.pass(1500);
  second.delete('biff');
  expect(looks.map(([who]) => who)).toEqual(['marty', 'doc', 'george']);
  second.delete('doc');
  clock.pass(1900);
  expect(looks).toHaveLength(3);
  clock.pass(1500);
  expect(looks.slice(3).map(([who]) => who)).toEqual(['marty', 'george']);
});

test('whoever is there again at the very moment of the look is not waited for', () => {
  const clock = createManualClock();
  const looks: string[] = [];
  const second = createSecondLooks<string>({
    clock,
    random: () => 0,
    pacer: createPacer(1, clock),
    forMs: 60_000,
    look(thing) {
      looks.push(thing);
      second.delete(thing);
    },
  });
  for (const who of ['marty', 'doc', 'biff']) second.add(who);
  clock.pass(1100);
  expect(looks).toEqual(['marty', 'doc', 'biff']);
  clock.pass(60_000);
  expect([looks.length, clock.pending()]).toEqual([3, 0]);
});

test('where the upstream may have become another, all are looked at soon and as long as at first', () => {
  const { clock, second, looks } = make();
  second.again();
  expect(clock.pending()).toBe(0);
  second.add('marty');
  clock.pass(20_000);
  looks.length = 0;
  second.again();
  clock.pass(100_000);
  expect(looks.map(([, at]) => at)).toEqual([21, 23, 27, 35, 51]);
});

test('stopping ends it, in a pause as in the midst of a turn', () => {
  const { clock, second, looks } = make({ perSecond: 1 });
  second.add('marty');
  second.stop();
  clock.pass(5000);
  second.add('marty');
  second.add('doc');
  clock.pass(1500);
  second.stop();
  clock.pass(60_000);
  expect([looks, clock.pending()]).toEqual([[['marty', 6]], 0]);
});
