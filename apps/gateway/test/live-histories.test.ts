import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Counts, checkHistory } from './live-history.ts';
import { histories } from './live-history-steps.ts';

const SEED = 20_261_127;
/** So many at once, each with a seed of its own: most of the time each waits for what is short, but not nothing. */
const LANES = 20;
const RUNS = 100;

test(`in ${LANES * RUNS} random histories every picture ends as the upstream's, none goes backwards, and what may be out of date says so`, async () => {
  const counts: Counts = { resumed: 0, snapshots: 0, changes: 0, stale: 0 };
  await Promise.all(
    Array.from({ length: LANES }, (_, lane) =>
      fc.assert(
        fc.asyncProperty(histories, (history) => checkHistory(history, counts)),
        { numRuns: RUNS, seed: SEED + lane },
      ),
    ),
  );
  console.log(counts);
  expect(counts.changes).toBeGreaterThan(RUNS);
}, 600_000);
