import { afterEach, describe, expect, test, vi } from 'vitest';
import { Ending } from './ending.ts';
import { createSlots } from './slots.ts';

/** Attempts that note their names when they begin and end when the test says so. */
function setUp(slots: number, maxQueued: number) {
  const begun: string[] = [];
  const ends = new Map<string, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const all = createSlots(slots, maxQueued);
  const late = () => new Error('late');
  const run = async (name: string, ending = new Ending(), ms = 10_000) => {
    if (!all.take()) await all.wait('write', { ending, ms, late });
    try {
      ending.throwIfOver();
      begun.push(name);
      const { promise, ...end } = Promise.withResolvers<string>();
      ends.set(name, end);
      return await promise;
    } finally {
      all.give();
    }
  };
  return { begun, run, end: (name: string) => ends.get(name) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('as many as there are slots begin at once; the others wait and begin in their order', async () => {
  const { begun, run, end } = setUp(2, 2);
  const calls = ['a', 'b', 'c', 'd'].map((name) => run(name));
  await settled();
  expect(begun).toEqual(['a', 'b']);
  end('b')?.resolve('B');
  await settled();
  expect(begun).toEqual(['a', 'b', 'c']);
  end('a')?.resolve('A');
  await settled();
  for (const name of ['c', 'd']) end(name)?.resolve(name.toUpperCase());
  expect(await Promise.all(calls)).toEqual(['A', 'B', 'C', 'D']);
});

test('slots that are given back at the same moment go to as many who wait', async () => {
  const { begun, run, end } = setUp(2, 2);
  const calls = ['a', 'b', 'c', 'd'].map((name) => run(name));
  await settled();
  for (const name of ['a', 'b']) end(name)?.resolve(name);
  await settled();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd']) end(name)?.resolve(name);
  await Promise.all(calls);
});

test('past the queue an attempt is refused at once, and makes room for none', async () => {
  const { begun, run, end } = setUp(1, 0);
  const first = run('a');
  await expect(run('b')).rejects.toMatchObject({
    code: 'OVERLOADED',
    operation: 'write',
    outcome: 'NOT_APPLIED',
    retryAfterMs: 1000,
  });
  await expect(run('c')).rejects.toMatchObject({ code: 'OVERLOADED' });
  end('a')?.resolve('A');
  await first;
  const again = run('d');
  await settled();
  expect(begun).toEqual(['a', 'd']);
  end('d')?.resolve('D');
  await expect(again).resolves.toBe('D');
});

test('an attempt that fails gives its slot back', async () => {
  const { begun, run, end } = setUp(1, 0);
  const first = run('a');
  await settled();
  end('a')?.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  const second = run('b');
  await settled();
  expect(begun).toEqual(['a', 'b']);
  end('b')?.resolve('B');
  await second;
});

test('whoever is aborted while waiting leaves the queue at once to somebody else, and never begins', async () => {
  const { begun, run, end } = setUp(1, 1);
  const first = run('a');
  const ending = new Ending();
  const gone = run('b', ending);
  ending.end('gone');
  await expect(gone).rejects.toBe('gone');
  const next = run('c');
  await settled();
  end('a')?.resolve('A');
  await first;
  await settled();
  expect(begun).toEqual(['a', 'c']);
  end('c')?.resolve('C');
  await expect(next).resolves.toBe('C');
});

test('a slot that was given to somebody who is aborted at that moment is not lost', async () => {
  const { run, end, begun } = setUp(1, 1);
  const first = run('a');
  const ending = new Ending();
  const second = run('b', ending).catch((error: unknown) => error);
  await settled();
  end('a')?.resolve('A');
  await first;
  ending.end('gone');
  await settled();
  end('b')?.resolve('B');
  await second;
  const third = run('c');
  await settled();
  expect(begun.at(-1)).toBe('c');
  end('c')?.resolve('C');
  await expect(third).resolves.toBe('C');
});

test('slots that come back while nobody waits are as many as before', async () => {
  const { begun, run, end } = setUp(2, 2);
  for (const names of [
    ['a', 'b'],
    ['c', 'd', 'e'],
  ]) {
    const calls = names.map((name) => run(name));
    await settled();
    expect(begun).toEqual(['a', 'b', 'c', 'd'].slice(0, begun.length));
    for (const name of names) {
      end(name)?.resolve(name);
      await settled();
    }
    await Promise.all(calls);
  }
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('whoever leaves the queue has no slot to give to those before', async () => {
  const { begun, run, end } = setUp(1, 2);
  const ending = new Ending();
  const [first, second, gone] = [run('a'), run('b'), run('c', ending)];
  ending.end('gone');
  await expect(gone).rejects.toBe('gone');
  await settled();
  expect(begun).toEqual(['a']);
  end('a')?.resolve('A');
  await first;
  await settled();
  end('b')?.resolve('B');
  await second;
  expect(begun).toEqual(['a', 'b']);
});

test('whoever has waited too long fails with what was said for that, and leaves the queue', async () => {
  const { run, end, begun } = setUp(1, 1);
  const first = run('a');
  await expect(run('b', new Ending(), 5)).rejects.toThrow('late');
  const third = run('c');
  end('a')?.resolve('A');
  await first;
  await settled();
  expect(begun).toEqual(['a', 'c']);
  end('c')?.resolve('C');
  await third;
});

test('a slot that comes to somebody who was ended a moment before goes on to the next', async () => {
  const { run, end, begun } = setUp(1, 2);
  const first = run('a');
  const ending = new Ending();
  const gone = run('b', ending).catch((error: unknown) => error);
  const third = run('c');
  await settled();
  end('a')?.resolve('A');
  ending.end('gone');
  await Promise.all([first, gone]);
  await settled();
  expect(begun.at(-1)).toBe('c');
  end('c')?.resolve('C');
  await third;
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('whoever was ended before does not wait at all', async () => {
  const { run, end, begun } = setUp(1, 1);
  const first = run('a');
  const ending = new Ending();
  ending.end('gone');
  await expect(run('b', ending)).rejects.toBe('gone');
  // Nor does it stand in anybody's way.
  const third = run('c');
  end('a')?.resolve('A');
  await first;
  await settled();
  expect(begun).toEqual(['a', 'c']);
  end('c')?.resolve('C');
  await third;
});

test('whoever had its turn, or left, is not timed any more, and is ended by nobody', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const slots = createSlots(1, 2);
  const endings = [new Ending(), new Ending()];
  slots.take();
  const waits = endings.map((ending) => slots.wait('read', { ending, ms: 1000, late: () => 'late' }));
  expect(vi.getTimerCount()).toBe(2);
  slots.give();
  endings[1]?.end('gone');
  await expect(waits[0]).resolves.toBeUndefined();
  await expect(waits[1]).rejects.toBe('gone');
  expect(vi.getTimerCount()).toBe(0);
  expect(endings.map(({ waitsFor }) => waitsFor)).toEqual([undefined, undefined]);
});

describe('of those who have left the queue', () => {
  /** So many that wait; how many of them have had their turn, or left, is what counts. */
  const crowd = (count: number) => {
    const slots = createSlots(0, count);
    const turns: number[] = [];
    const late = () => 'late';
    const endings = Array.from({ length: count }, (_, index) => {
      const ending = new Ending();
      slots.wait('read', { ending, ms: 10_000, late }).then(
        () => turns.push(index),
        () => undefined,
      );
      return ending;
    });
    // It is made anew by this alone.
    const tidied = vi.spyOn(Array.prototype, 'filter');
    return { slots, turns, endings, tidied: () => tidied.mock.calls.length };
  };

  test('so many are kept as wait, and 512 more, before the rest is looked for', async () => {
    const { slots, turns, endings, tidied } = crowd(3000);
    const leave = (count: number) => {
      for (const ending of endings.splice(-count)) ending.end('gone');
    };
    leave(1756);
    expect(tidied(), 'with 3000 places and 1244 who wait').toBe(0);
    leave(1);
    expect(tidied(), 'with 1243 who wait').toBe(1);
    leave(877);
    expect(tidied(), 'with 1243 places and 366 who wait').toBe(1);
    leave(1);
    expect(tidied(), 'with 365 who wait').toBe(2);
    vi.restoreAllMocks();
    for (let turn = 0; turn < 365; turn += 1) slots.give();
    await settled();
    expect(turns).toEqual(Array.from({ length: 365 }, (_, index) => index));
  });

  test('those who had their turn are looked for as rarely, and none who waits loses its own', async () => {
    const { slots, turns, tidied } = crowd(2998);
    const give = (count: number) => {
      for (let turn = 0; turn < count; turn += 1) slots.give();
    };
    give(1755);
    expect(tidied(), 'with 2998 places and 1243 who wait').toBe(0);
    give(1);
    expect(tidied(), 'with 1242 who wait').toBe(1);
    give(877);
    expect(tidied(), 'with 1242 places and 365 who wait').toBe(1);
    give(1);
    expect(tidied(), 'with 364 who wait').toBe(2);
    vi.restoreAllMocks();
    give(364);
    await settled();
    expect(turns).toEqual(Array.from({ length: 2998 }, (_, index) => index));
  });
});
