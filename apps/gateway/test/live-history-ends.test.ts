import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkHistory } from './live-history.ts';
import { type History, histories } from './live-history-steps.ts';

const RUNS = 60;
/** A history that fails is made small for so long. */
const SHRINKING = { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true };

/** The timers of this process that keep it alive. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test(`in ${RUNS} random histories no timer is left once everybody has left`, async () => {
  const before = timers();
  /** Waits without a timer, long past everything that a gateway in these histories waits for. */
  const expectNoTimer = async () => {
    const beganAt = performance.now();
    while (timers() > before && performance.now() - beganAt < 3000)
      await new Promise((resolve) => setImmediate(resolve));
    expect(timers()).toBeLessThanOrEqual(before);
  };
  const check = async (history: History): Promise<void> => {
    // Whoever reads from the feed keeps it for minutes.
    const settings = { ...history.settings, readsFromFeed: false };
    await checkHistory({ ...history, settings }, expectNoTimer);
  };
  await fc.assert(fc.asyncProperty(histories, check), { numRuns: RUNS, seed: 20_261_128, ...SHRINKING });
}, 300_000);
