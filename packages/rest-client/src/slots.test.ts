import { expect, test } from 'vitest';
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
