import { createShownEvents, type Show, type ShownEvents } from './shown-events.ts';

/** What events are shown as, shared by all streams for which that is the same. */
export interface Showings {
  /**
   * For one more stream of an operation; `key` is equal for those that select the same and may see the same, so that one `show` does for
   * all of them: that of the first.
   */
  join(operation: object, key: string, show: Show): Showing;
}

/** One stream's part in it. */
export interface Showing extends ShownEvents {
  /** The stream has ended: with the last one all is forgotten. */
  leave(): void;
}

/** Makes {@link Showings} without streams. */
export function createShowings(): Showings {
  const ofOperation = new WeakMap<object, Map<string, { readonly events: ShownEvents; streams: number }>>();
  return {
    join(operation, key, show) {
      const byKey = ofOperation.get(operation) ?? new Map();
      ofOperation.set(operation, byKey);
      const shared = byKey.get(key) ?? { events: createShownEvents(show), streams: 0 };
      byKey.set(key, shared);
      shared.streams += 1;
      return {
        text: shared.events.text,
        leave() {
          shared.streams -= 1;
          if (shared.streams === 0) byKey.delete(key);
        },
      };
    },
  };
}
