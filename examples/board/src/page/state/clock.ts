import { type ReadonlySignal, signal } from '@preact/signals';

/** The time as it is shown. */
export interface Clock {
  /** As a Unix timestamp in milliseconds: each second anew, and at once when somebody looks at the page again. */
  readonly now: ReadonlySignal<number>;
  /** Makes it the time that it is. */
  tick(): void;
}

/** Makes a {@link Clock} that goes for as long as somebody looks. */
export function createClock(): Clock {
  const now = signal(Date.now());
  const tick = (): void => {
    if (!document.hidden) now.value = Date.now();
  };
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
  return { now, tick };
}
