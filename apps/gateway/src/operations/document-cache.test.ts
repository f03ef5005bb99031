import { expect, test, vi } from 'vitest';
import { createDocumentCache } from './document-cache.ts';

const IN_USE = { maxItems: 3, maxCharacters: 100 };
const ON_TRIAL = { maxItems: 2, maxCharacters: 20 };
const createCache = () => {
  const make = vi.fn((text: string) => ({ text }));
  return { make, cache: createDocumentCache(make, IN_USE, ON_TRIAL) };
};

test('a text is made something of once, and is known from its second time on', () => {
  const { make, cache } = createCache();
  expect(['a', 'a', 'a'].map((text) => cache.get(text).isKnown)).toEqual([false, true, true]);
  expect(cache.get('a').value).toEqual({ text: 'a' });
  expect(make).toHaveBeenCalledTimes(1);
});

test('ever new texts push out one another, and none that is in use', () => {
  const { make, cache } = createCache();
  for (const text of ['a', 'a', 'b', 'b']) cache.get(text);
  for (let number = 0; number < 1000; number += 1) cache.get(`new ${number}`);
  make.mockClear();
  expect([cache.get('a').isKnown, cache.get('b').isKnown, cache.get('new 0').isKnown]).toEqual([
    true,
    true,
    false,
  ]);
  expect(make).toHaveBeenCalledTimes(1);
});

test('of those in use the one that was not asked for the longest makes room', () => {
  const { cache } = createCache();
  for (const text of ['a', 'a', 'b', 'b', 'c', 'c', 'a', 'd', 'd']) cache.get(text);
  expect(['a', 'c', 'd', 'b'].map((text) => cache.get(text).isKnown)).toEqual([true, true, true, false]);
});

test('long texts make more room than short ones, and one that is longer than all of it is not kept', () => {
  const { cache } = createCache();
  const long = 'x'.repeat(60);
  const longer = 'y'.repeat(60);
  cache.get('a');
  cache.get('a');
  // A text longer than the trial's room is never known.
  expect([cache.get(long).isKnown, cache.get(long).isKnown, cache.get(longer).isKnown]).toEqual([
    false,
    false,
    false,
  ]);
  expect(cache.get('a').isKnown).toBe(true);
});

test('an empty text is one like others', () => {
  const { cache } = createCache();
  expect([cache.get('').isKnown, cache.get('').isKnown]).toEqual([false, true]);
});
