import type { StatusUpdate, UserRef } from '@live-status/domain';
import { failure } from '../failure.ts';
import type { ClientHooks } from '../hooks.ts';
import type { Board } from './board.ts';
import type { Clock } from './clock.ts';
import { createBoard } from './create-board.ts';
import { createPacer } from './pacer.ts';
import { DEFAULT_CALLS_PER_SECOND } from './poll-pace.ts';
import type { Upstream } from './upstream.ts';
import type { StatusWatch, WatchEvent } from './watch-event.ts';
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
  /** A status was set through this client, or may have been. */
  mayHaveChanged(user: UserRef, update: StatusUpdate): void;
  /** Ends every watch with `UPSTREAM_UNREACHABLE`; further ones end at once. */
  close(): void;
}

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
  const lingering = new Map<Board, () => void>();
  let isClosed = false;

  const unreachable = () => failure('UPSTREAM_UNREACHABLE', 'read');
  const forget = (key: string, board: Board): void => {
    lingering.get(board)?.();
    lingering.delete(board);
    boards.delete(key);
  };
  const boardOf = ({ coreServer, key, upstream }: WatchRequest): Board => {
    const known = boards.get(key);
    if (known !== undefined) return known;
    const board: Board = createBoard({
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
    return board;
  };
  const leaveLater = (key: string, board: Board): void => {
    if (board.watchers.size > 0 || boards.get(key) !== board) return;
    const cancel = clock.after(settings.lingerMs, () => {
      forget(key, board);
      board.close(unreachable());
    });
    lingering.set(board, cancel);
  };
  const subscribeTo =
    (request: WatchRequest): Subscribe =>
    (queue, wake) => {
      if (isClosed) return unreachable();
      const board = boardOf(request);
      lingering.get(board)?.();
      lingering.delete(board);
      const watcher = board.add(request, { queue, wake });
      return {
        source: board.sourceOf(watcher),
        leave() {
          board.remove(watcher);
          leaveLater(request.key, board);
        },
      };
    };

  return {
    watch: (request) => ({
      [Symbol.asyncIterator]: () => createWatchIterator(subscribeTo(request), request.signal),
    }),
    mayHaveChanged(user, update) {
      for (const board of boards.values()) board.mayHaveChanged(user, update);
    },
    close() {
      isClosed = true;
      for (const [key, board] of boards) {
        forget(key, board);
        board.close(unreachable());
      }
    },
  };
}
