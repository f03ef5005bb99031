import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Counts, checkHistory } from './live-history.ts';
import { type History, histories } from './live-history-steps.ts';

const SEED = 20_261_127;
/** So many at once, each with a seed of its own: most of the time each waits for what is short, but not nothing. */
const LANES = 40;
const RUNS = 50;
/** A history that fails is made small for so long. */
const SHRINKING = { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true };

test(`in ${LANES * RUNS} random histories every picture ends as the upstream's, none goes backwards, and what may be out of date says so`, async () => {
  const all: Counts[] = [];
  // Once one has failed the others have nothing more to say, while that one is made small.
  let failed: number | undefined;
  await Promise.all(
    Array.from({ length: LANES }, (_, lane) => {
      const check = async (history: History) => {
        if (failed !== undefined && failed !== lane) return;
        try {
          all.push(await checkHistory(history));
        } catch (error) {
          failed ??= lane;
          throw error;
        }
      };
      const seed = SEED + lane;
      return fc.assert(fc.asyncProperty(histories, check), { numRuns: RUNS, seed, ...SHRINKING });
    }),
  );
  // It says something only where much was told, in each way.
  for (const way of ['snapshots', 'changes', 'stale', 'resumed', 'reads'] as const)
    expect(
      all.reduce((sum, counts) => sum + counts[way], 0),
      way,
    ).toBeGreaterThan(RUNS);
}, 300_000);
