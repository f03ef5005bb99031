import type { Clock } from './clock.ts';
import type { Pacer } from './pacer.ts';
import type { People } from './people.ts';
import type { Picture } from './picture.ts';
import { DEFAULT_FAST_MS, pollWaitMs } from './poll-pace.ts';
import type { Reads } from './reads.ts';
import { reconnectDelayMs } from './reconnect.ts';
import type { WatchSettings } from './watch-options.ts';

/** How the upstream's changes are learned: by its feed, by reading in rounds, or not at all for the moment. */
export type FeedState = 'standing' | 'polling' | 'down';

/** How often the directory is listed where statuses are read in rounds and `reconcileEveryMs` is 0. */
const LIST_EVERY_MS = 60_000;

/** What rounds of reads are made with. */
export interface RoundsOptions {
  readonly settings: WatchSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pacer: Pacer;
  readonly picture: Picture;
  readonly people: People;
  readonly reads: Reads;
  readonly watchesAll: () => boolean;
  readonly isWhole: () => boolean;
}

/** When everybody is read: after each change of state, then in rounds, and again where reads failed. */
export interface Rounds {
  enter(state: FeedState): void;
  /** Nothing is being read any more. */
  onIdle(): void;
  /** Whether reads are being repeated that failed: they are not to crowd an upstream that is ailing. */
  isRepeating(): boolean;
  /** A status was found to have changed. */
  onChange(): void;
  stop(): void;
}

/** Makes rounds that have not begun. */
export function createRounds(options: RoundsOptions): Rounds {
  const { settings, clock, random, pacer, picture, people, reads } = options;
  let state: FeedState = 'down';
  let quietRounds = 0;
  let failures = 0;
  let cancelNext: (() => void) | undefined;
  let cancelReconcile = () => {};

  const stop = (): void => {
    cancelNext?.();
    cancelNext = undefined;
    cancelReconcile();
  };
  const next = (ms: number, run: () => void): void => {
    cancelNext ??= clock.after(ms, () => {
      cancelNext = undefined;
      run();
      reads.pump();
    });
  };
  const poll = (): void => {
    people.refresh('missing');
    for (const username of picture.entries.keys()) picture.recheck(username);
  };
  const retry = (): void => {
    people.refresh('missing');
    for (const { username, isConfirmed } of picture.entries.values())
      if (!isConfirmed) picture.want(username);
  };
  const onIdle = (): void => {
    if (state === 'polling') {
      // What could not be read is as good as changed: it is to be there soon after the fault has ended.
      quietRounds = options.isWhole() ? quietRounds + 1 : 0;
      next(pollWaitMs(settings.polling, quietRounds, random()), poll);
    } else if (options.isWhole()) {
      failures = 0;
    } else {
      failures += 1;
      const { fastMs = DEFAULT_FAST_MS } = settings.polling;
      next(Math.min(fastMs, reconnectDelayMs(settings.reconnect, failures, random())), retry);
    }
  };
  /** Reads everybody once more, one by one, although the feed should have told everything. */
  const reconcile = (): void => {
    people.refresh(options.watchesAll() ? 'all' : 'missing');
    const usernames = state === 'standing' ? picture.entries.keys().toArray() : [];
    const readNext = (): void => {
      const username = usernames.shift();
      if (username === undefined) {
        reconcileLater();
        return;
      }
      picture.want(username);
      reads.pump();
      cancelReconcile = pacer.run(readNext);
    };
    cancelReconcile = pacer.run(readNext);
  };
  const reconcileLater = (): void => {
    const { reconcileEveryMs } = settings;
    // Without a feed nothing but the directory tells of new users.
    const everyMs = reconcileEveryMs === 0 && state === 'polling' ? LIST_EVERY_MS : reconcileEveryMs;
    if (everyMs > 0) cancelReconcile = clock.after(everyMs, reconcile);
  };

  return {
    enter(now) {
      stop();
      state = now;
      quietRounds = 0;
      failures = 0;
      if (now === 'down') return;
      people.refresh(now === 'standing' ? 'all' : 'missing');
      reads.pump();
      reconcileLater();
    },
    onIdle,
    isRepeating: () => failures > 0,
    onChange() {
      // This round is not one, and it counts when it ends.
      quietRounds = -1;
    },
    stop,
  };
}
