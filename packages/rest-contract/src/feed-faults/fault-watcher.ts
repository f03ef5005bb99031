import { formatTold, type ToldEvent } from './told.ts';
import { createWaits } from './waits.ts';

/** Somebody who watches while something goes wrong. */
export interface FaultWatcher {
  /** All that was told, as {@link formatTold} has it. */
  told(): string;
  /** The picture: notes by username. */
  readonly picture: ReadonlyMap<string, string>;
  /** The notes that were shown of a user, in their order. */
  notes(username: string): readonly string[];
  /** Whether it was last told that the picture may be out of date. */
  isStale(): boolean;
  /** When it was first told so, of `performance.now()`. */
  staleAtMs(): number | undefined;
  /** Resolves once an event of that kind has come, so many times in all. */
  hears(kind: ToldEvent['kind'], times?: number): Promise<void>;
  /** Resolves once the note of a user is that one. */
  sees(username: string, note: string): Promise<void>;
  /** Resolves once it is so; rejects, with what was told, where that takes too long. */
  until(what: string, isSo: () => boolean): Promise<void>;
  /** Sets a status through whatever it watches through. */
  set(username: string, note: string): Promise<void>;
}

/** A watcher, for whoever hears what is told. */
export interface ToldWatcher extends FaultWatcher {
  take(event: ToldEvent): void;
}

/** Makes a watcher who was told nothing. */
export function createFaultWatcher(set: FaultWatcher['set']): ToldWatcher {
  const events: ToldEvent[] = [];
  const picture = new Map<string, string>();
  const seen: (readonly [username: string, note: string])[] = [];
  let isStale = false;
  let staleAtMs: number | undefined;

  const told = () => formatTold(events);
  const { until, look } = createWaits(told);
  return {
    take(event) {
      events.push(event);
      if (event.kind === 'snapshot') picture.clear();
      for (const each of event.notes) {
        picture.set(...each);
        seen.push(each);
      }
      if (event.kind === 'stale') staleAtMs ??= performance.now();
      if (event.kind === 'stale' || event.kind === 'fresh') isStale = event.kind === 'stale';
      look();
    },
    told,
    picture,
    notes: (username) => seen.flatMap(([name, note]) => (name === username ? [note] : [])),
    isStale: () => isStale,
    staleAtMs: () => staleAtMs,
    hears: (kind, times = 1) =>
      until(`"${kind}"`, () => events.filter((event) => event.kind === kind).length >= times),
    sees: (username, note) => until(`${note} of ${username}`, () => picture.get(username) === note),
    until,
    set,
  };
}
