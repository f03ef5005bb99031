import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';

const MEBIBYTE = 1_048_576;
const SAMPLE_EVERY_MS = 5;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is in use, in mebibytes: what the machine runs and what it reads into. */
function usedMiB(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MEBIBYTE;
}

/** Holds something to its height of memory, the upstream's part included, which runs in the same process. */
export async function holdsAtMostMiB(maxMiB: number, run: () => Promise<void>): Promise<void> {
  collectGarbage();
  const beforeMiB = usedMiB();
  let highestMiB = beforeMiB;
  const timer = setInterval(() => {
    highestMiB = Math.max(highestMiB, usedMiB());
  }, SAMPLE_EVERY_MS);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  expect(highestMiB - beforeMiB, 'mebibytes at the height').toBeLessThan(maxMiB);
}
