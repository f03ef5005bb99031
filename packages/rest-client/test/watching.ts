import { parseTarget, type UserRef } from '@live-status/domain';
import { expect } from 'vitest';
import type { StatusClient, StatusClientOptions, WatchEvent, WatchedStatus } from '../src/index.ts';
import { createStatusClient } from '../src/index.ts';
import type { FeedUpstream } from './feed-upstream.ts';

/** Reconnects at once, and does nothing by the clock that a test could wait for in vain. */
export const SWIFT: StatusClientOptions['watch'] = {
  lingerMs: 0,
  reconnect: { initialDelayMs: 1, maxDelayMs: 5 },
  pingEveryMs: 600_000,
  reconcileEveryMs: 0,
  retryFeedEveryMs: 600_000,
  polling: { fastMs: 5, slowMs: 10, maxCallsPerSecond: 1000 },
};

/** A client of an upstream that watches as {@link SWIFT} says, unless told otherwise. */
export const clientOf = (
  { origin }: Pick<FeedUpstream, 'origin'>,
  options: Partial<StatusClientOptions> = {},
): StatusClient =>
  createStatusClient({
    baseUrl: `${origin}/communication_manager`,
    breaker: false,
    retry: false,
    ...options,
    watch: { ...SWIFT, ...options.watch },
  });

/** References as programs have them. */
export const users = (...names: readonly string[]): UserRef[] =>
  names.map((username) => parseTarget({ coreServer: { id: 'c' }, user: { username } }).user);

/** Somebody who watches, and what came of it. */
export interface Watching extends AsyncDisposable {
  readonly events: readonly WatchEvent[];
  readonly kinds: () => readonly WatchEvent['kind'][];
  /** The notes that were shown of a user, in their order. */
  readonly notes: (username: string) => readonly string[];
  /** The picture as this watcher has it. */
  readonly picture: ReadonlyMap<string, WatchedStatus>;
  /** How far this watcher was told. */
  readonly cursor: () => string | undefined;
  /** Whether the watcher was last told that it may be out of date. */
  readonly isStale: () => boolean;
  /** Resolves once the note of a user is that one. */
  sees(username: string, note: string): Promise<void>;
  /** Resolves once an event of that kind has come, so many times in all. */
  hears(kind: WatchEvent['kind'], times?: number): Promise<void>;
  /** What the iteration ended with; undefined where it ended in peace. */
  readonly ended: Promise<unknown>;
}

/** The statuses that an event shows. */
function statusesOf(event: WatchEvent): readonly WatchedStatus[] {
  if (event.kind === 'snapshot')
    return event.results.flatMap((result) => ('error' in result ? [] : [result]));
  return event.kind === 'changed' ? [event.status] : [];
}

const PATIENT = { timeout: 60_000, interval: 2 };

/**
 * Reads an iteration to its end, in the background; each event only when `turn` lets it. Whoever goes on from what another watcher
 * was told begins with their picture.
 */
export function watching(
  iterable: AsyncIterable<WatchEvent, undefined>,
  turn: () => Promise<unknown> | undefined = () => undefined,
  before?: Pick<Watching, 'picture' | 'cursor'>,
): Watching {
  const events: WatchEvent[] = [];
  const picture = new Map<string, WatchedStatus>(before?.picture);
  const seen: { username: string; note: string }[] = [...picture.values()];
  let cursor = before?.cursor();
  let isStale = false;
  const take = (event: WatchEvent): void => {
    events.push(event);
    if (event.kind === 'snapshot') picture.clear();
    if ('cursor' in event) cursor = event.cursor;
    if (event.kind === 'changed' && (before === undefined || event.previous !== undefined))
      expect(event.previous?.note, 'what it was last told').toBe(picture.get(event.status.username)?.note);
    for (const status of statusesOf(event)) {
      picture.set(status.username, status);
      seen.push(status);
    }
    if (event.kind === 'stale' || event.kind === 'fresh') isStale = event.kind === 'stale';
  };
  const iterator = iterable[Symbol.asyncIterator]();
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return;
      take(value);
      await turn();
    }
  };
  const ended = read().then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    events,
    kinds: () => events.map(({ kind }) => kind),
    notes: (username) => seen.filter((one) => one.username === username).map(({ note }) => note),
    picture,
    cursor: () => cursor,
    isStale: () => isStale,
    sees: (username, note) => expect.poll(() => picture.get(username)?.note, PATIENT).toBe(note),
    hears: (kind, times = 1) =>
      expect
        .poll(() => events.filter((event) => event.kind === kind).length, PATIENT)
        .toBeGreaterThanOrEqual(times),
    ended,
    async [Symbol.asyncDispose]() {
      await iterator.return?.();
      await ended;
    },
  };
}
