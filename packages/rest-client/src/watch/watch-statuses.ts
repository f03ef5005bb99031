import { StatusError, type StatusUpdate, type UserRef } from '@live-status/domain';
import { failure } from '../failure.ts';
import type { ClientHooks } from '../hooks.ts';
import { OVERLOADED_RETRY_AFTER_MS } from '../slots.ts';
import type { Watcher } from './audience.ts';
import type { Board } from './board.ts';
import type { Clock } from './clock.ts';
import { createBoard } from './create-board.ts';
import { createPacer } from './pacer.ts';
import { DEFAULT_CALLS_PER_SECOND } from './poll-pace.ts';
import type { Upstream } from './upstream.ts';
import type { StatusWatch, WatchEvent, WatchedStatus } from './watch-event.ts';
import { createWatchIterator, type Subscribe } from './watch-iterator.ts';
import { type WatchOptions, watchSettings } from './watch-options.ts';

/** What is watched, and how the upstream is reached for it. */
export interface WatchRequest extends StatusWatch {
  /** Equal for the same core server and credentials alone. */
  readonly key: string;
  readonly upstream: () => Upstream;
  readonly signal: AbortSignal | undefined;
}

/** Everything that one client watches. */
export interface Watches {
  watch(request: WatchRequest): AsyncIterable<WatchEvent, undefined>;
  /** What is known of a user by what is watched with that key; nothing is asked for. */
  knownStatus(key: string, user: UserRef): WatchedStatus | undefined;
  /** A status was set through this client, or may have been. */
  mayHaveChanged(user: UserRef, update: StatusUpdate): void;
  /** Ends every watch with `UPSTREAM_UNREACHABLE`; further ones end at once. */
  close(): void;
}

const unreachable = (): StatusError => failure('UPSTREAM_UNREACHABLE', 'read');
const overloaded = (): StatusError =>
  new StatusError(
    'OVERLOADED',
    'Too many feeds are open for other core servers or credentials; nothing was sent.',
    {
      operation: 'read',
      retryAfterMs: OVERLOADED_RETRY_AFTER_MS,
    },
  );

/** Makes watches of nothing; each core server with each credentials has one feed, however many watch it. */
export function createWatches(
  options: WatchOptions | undefined,
  hooks: ClientHooks,
  clock: Clock,
  random: () => number = Math.random,
): Watches {
  const settings = watchSettings(options);
  const pacer = createPacer(settings.polling.maxCallsPerSecond ?? DEFAULT_CALLS_PER_SECOND, clock);
  const boards = new Map<string, Board>();
  const keyOf = new WeakMap<Board, string>();
  // Those that nobody watches, in the order in which they were left.
  const lingering = new Map<Board, { readonly key: string; readonly cancel: () => void }>();
  let made = 0;
  let isClosed = false;

  const stay = (board: Board): void => {
    lingering.get(board)?.cancel();
    lingering.delete(board);
  };
  const forget = (key: string, board: Board): void => {
    stay(board);
    boards.delete(key);
  };
  const end = (key: string, board: Board): void => {
    forget(key, board);
    board.close(unreachable());
  };
  const makeRoom = (): void => {
    for (const [board, { key }] of lingering) {
      if (boards.size < settings.maxFeeds) return;
      end(key, board);
    }
  };
  const boardOf = ({ coreServer, key, upstream }: WatchRequest): Board | undefined => {
    const known = boards.get(key);
    if (known !== undefined) return known;
    makeRoom();
    if (boards.size >= settings.maxFeeds) return undefined;
    made += 1;
    const board: Board = createBoard({
      number: made,
      coreServer,
      upstream: upstream(),
      settings,
      pacer,
      clock,
      random,
      hooks,
      onOver: () => forget(key, board),
    });
    boards.set(key, board);
    keyOf.set(board, key);
    return board;
  };
  const leaveLater = (board: Board): void => {
    const key = keyOf.get(board);
    if (board.watchers.size > 0 || key === undefined || boards.get(key) !== board) return;
    const cancel = clock.after(settings.lingerMs, () => end(key, board));
    lingering.set(board, { key, cancel });
  };
  const subscribeTo =
    (request: WatchRequest): Subscribe =>
    (queue, wake) => {
      if (isClosed) return unreachable();
      const board = boardOf(request);
      if (board === undefined) return overloaded();
      stay(board);
      const watcher = board.add(request, { queue, wake });
      return { source: board.sourceOf(watcher), leave: leaving(board, watcher) };
    };
  // By itself, so that a watcher keeps nothing of what it asked for.
  const leaving = (board: Board, watcher: Watcher) => () => {
    board.remove(watcher);
    leaveLater(board);
  };

  return {
    watch: (request) => ({
      [Symbol.asyncIterator]: () => createWatchIterator(subscribeTo(request), request.signal),
    }),
    knownStatus: (key, user) => boards.get(key)?.knownStatus(user),
    mayHaveChanged(user, update) {
      for (const board of boards.values()) board.mayHaveChanged(user, update);
    },
    close() {
      isClosed = true;
      for (const [key, board] of boards) end(key, board);
    },
  };
}
