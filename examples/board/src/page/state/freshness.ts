import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Cut } from '../live/listen.ts';
import type { LiveEvent } from '../live/parse-event.ts';

/** Why the board may be out of date. */
export interface Trouble {
  /** As a Unix timestamp in milliseconds. */
  readonly sinceMs: number;
  /** One of the gateway's codes, `CONNECTION_LOST` or `RESTARTING`. */
  readonly code: string;
}

/** Whether what is shown is up to date. */
export interface Freshness {
  readonly trouble: ReadonlySignal<Trouble | undefined>;
  /** Whether the board has ever been told anything. */
  readonly hasBegun: ReadonlySignal<boolean>;
  /** Something was told. */
  hear(event: LiveEvent): void;
  /** Nothing is heard any more. */
  cut(cut: Pick<Cut, 'code' | 'heardAtMs'>): void;
}

/**
 * Makes a {@link Freshness} of a board that has not begun. On one connection only `fresh` ends what `stale` began: a picture that comes
 * between is no newer than the news.
 */
export function createFreshness(nowMs: () => number): Freshness {
  const cutOff = signal<Trouble | undefined>();
  const stale = signal<Trouble | undefined>();
  const hasBegun = signal(false);
  return {
    // Where nothing is heard, nobody knows whether the rest still holds.
    trouble: computed(() => cutOff.value ?? stale.value),
    hasBegun,
    hear(event) {
      // Of what came in between there may be more to come.
      if (event.kind === 'changed') return;
      batch(() => {
        cutOff.value = undefined;
        if (event.kind === 'snapshot') hasBegun.value = true;
        if (event.kind === 'stale') stale.value = { sinceMs: event.sinceMs, code: event.code };
        if (event.kind === 'fresh') stale.value = undefined;
      });
    },
    cut({ code, heardAtMs }) {
      batch(() => {
        // What keeps failing has failed since it first did.
        const sinceMs = cutOff.peek()?.sinceMs ?? stale.peek()?.sinceMs ?? heardAtMs ?? nowMs();
        cutOff.value = { sinceMs, code };
        // The next connection says for itself whether it is fresh.
        stale.value = undefined;
      });
    },
  };
}
