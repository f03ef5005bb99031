import { randomUUID } from 'node:crypto';
import type { WatchEvent } from '@live-status/rest-client';
import type { ExecutionResult } from 'graphql';
import { formatResult } from '../pipeline/format-result.ts';

/** What an event is shown as; its errors are as the caller is shown them. */
export type Show = (event: WatchEvent) => Promise<ExecutionResult>;

/** What events are shown as to all who select the same of them and may see the same. */
export interface ShownEvents {
  /** The result in JSON, with this cursor. */
  text(event: WatchEvent, cursor: string): string | Promise<string>;
}

/** A text in pieces: the cursor, which is another for a watcher who lags behind, stands between them. */
type Pieces = readonly string[];

interface Shown {
  /** Of what a watcher was told before. Not that itself: each status would keep the one before it for ever. */
  readonly previous: number;
  pieces: Pieces | Promise<Pieces>;
}

/** In so many different ways watchers may lag behind before one is made a text of its own. */
const MAX_VARIANTS = 8;
/** Stands for what every event of a kind has in common. */
const FRESH = {};

/** Makes {@link ShownEvents} that nobody was shown; `show` is asked for each event once. What was shown is forgotten together with the status, or the list, that it shows. */
export function createShownEvents(show: Show): ShownEvents {
  const known = new WeakMap<object, Shown[]>();
  const numbers = new WeakMap<object, number>();
  const placeholder = `cursor-${randomUUID()}`;
  let last = 0;

  const numberOf = (previous: object | undefined): number => {
    if (previous === undefined) return 0;
    const number = numbers.get(previous);
    if (number !== undefined) return number;
    last += 1;
    numbers.set(previous, last);
    return last;
  };
  const make = async (event: WatchEvent, variants: Shown[], shown: Shown): Promise<Pieces> => {
    const result = await show('cursor' in event ? { ...event, cursor: placeholder } : event);
    const pieces = formatResult(result).split(placeholder);
    shown.pieces = pieces;
    // What failed may not fail the next time.
    const index = result.errors === undefined ? -1 : variants.indexOf(shown);
    if (index >= 0) variants.splice(index, 1);
    return pieces;
  };
  return {
    text(event, cursor) {
      const { subject, before } = partsOf(event);
      const variants = known.get(subject) ?? [];
      known.set(subject, variants);
      const previous = numberOf(before);
      let shown = variants.find((each) => each.previous === previous);
      if (shown === undefined) {
        if (variants.length >= MAX_VARIANTS) variants.shift();
        shown = { previous, pieces: [] };
        shown.pieces = make(event, variants, shown);
        variants.push(shown);
      }
      const { pieces } = shown;
      return pieces instanceof Promise ? pieces.then((made) => made.join(cursor)) : pieces.join(cursor);
    },
  };
}

/** What an event shows: the object that is the same for all who are told of it, and what this one was told before. */
function partsOf(event: WatchEvent): { readonly subject: object; readonly before?: object | undefined } {
  if (event.kind === 'snapshot') return { subject: event.results };
  if (event.kind === 'changed') return { subject: event.status, before: event.previous };
  return { subject: event.kind === 'stale' ? event.error : FRESH };
}
