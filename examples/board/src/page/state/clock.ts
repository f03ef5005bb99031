import { type ReadonlySignal, signal } from '@preact/signals';

/** The time as a Unix timestamp in milliseconds, each second anew, and at once when somebody looks at the page again. */
export function createClock(): ReadonlySignal<number> {
  const now = signal(Date.now());
  const tick = (): void => {
    if (!document.hidden) now.value = Date.now();
  };
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
  return now;
}
