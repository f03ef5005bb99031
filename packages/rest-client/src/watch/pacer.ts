import type { Clock } from './clock.ts';

/** Lets things be done one by one, so many a second at most: what is done in the background must not crowd the upstream. */
export interface Pacer {
  /** Does it when its turn has come, unless the function that it gives is called before. */
  run(task: () => void): () => void;
}

/** Makes a pacer; while nothing waits it keeps no timer. */
export function createPacer(perSecond: number, clock: Clock): Pacer {
  const everyMs = 1000 / perSecond;
  const waiting = new Set<{ readonly run: () => void }>();
  let freeAtMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const arm = (): void => {
    if (waiting.size === 0 || cancel !== undefined) return;
    cancel = clock.after(Math.max(0, freeAtMs - clock.nowMs()), () => {
      cancel = undefined;
      for (const task of waiting) {
        waiting.delete(task);
        freeAtMs = clock.nowMs() + everyMs;
        task.run();
        break;
      }
      arm();
    });
  };

  return {
    run(task) {
      const place = { run: task };
      waiting.add(place);
      arm();
      return () => {
        waiting.delete(place);
        if (waiting.size > 0) return;
        cancel?.();
        cancel = undefined;
      };
    },
  };
}
