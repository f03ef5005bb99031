import { expect, test } from 'vitest';
import { KEPT_MS, MAX_ANSWER_BYTES, MAX_ANSWERS_BYTES } from './key-store.ts';
import { createMemoryStore } from './memory-store.ts';

test('answers of 128 MiB leave no room until they expire, and then all of it', async () => {
  let now = 0;
  const store = createMemoryStore(() => now, 100_000);
  const answer = 'x'.repeat(MAX_ANSWER_BYTES);
  const fill = async (round: number) => {
    for (let kept = 0; kept < MAX_ANSWERS_BYTES / MAX_ANSWER_BYTES; kept += 1) {
      const call = { id: `${round}-${kept}`, input: '' };
      const claim = await store.claim(call);
      if (claim.kind !== 'won') throw new Error(`There was no room for ${kept}.`);
      await store.finish(call, claim.run, answer);
    }
  };
  await fill(0);
  now = 1000;
  expect(await store.claim({ id: 'one more', input: '' })).toEqual({
    kind: 'full',
    freeInMs: KEPT_MS - 1000,
  });
  now = KEPT_MS;
  await fill(1);
});
