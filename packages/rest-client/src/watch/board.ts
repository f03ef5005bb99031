import type { CoreServerRef, StatusError, StatusUpdate, UserRef } from '@live-status/domain';
import type { ClientHooks } from '../hooks.ts';
import type { Audience, Watcher } from './audience.ts';
import type { Clock } from './clock.ts';
import type { Pacer } from './pacer.ts';
import type { Upstream } from './upstream.ts';
import type { StatusWatch, WatchedStatus } from './watch-event.ts';
import type { WatchSettings } from './watch-options.ts';
import type { Source } from './watcher-queue.ts';

/** What a board is made with. */
export interface BoardOptions {
  /** Counted from 1 within a client. */
  readonly number: number;
  readonly coreServer: CoreServerRef;
  readonly upstream: Upstream;
  readonly settings: WatchSettings;
  /** Shared by all boards of a client. */
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly random: () => number;
  readonly hooks: ClientHooks;
  /** Nothing can be learned any more: everybody was told so. */
  readonly onOver: () => void;
}

/** One core server as one caller's credentials show it: one feed and one picture for all who watch. */
export interface Board {
  readonly watchers: Audience['watchers'];
  /** Adds somebody who watches these users, or everybody, and may bring the cursor of an earlier watch. */
  add(watch: Pick<StatusWatch, 'users' | 'after'>, watcher: Pick<Watcher, 'queue' | 'wake'>): Watcher;
  remove(watcher: Watcher): void;
  /** Where that watcher's events are taken from. */
  sourceOf(watcher: Watcher): Source;
  /** The status of one user, where nothing speaks against that it is the upstream's as far as the feed has come. */
  knownStatus(user: UserRef): WatchedStatus | undefined;
  /** A status was set through the same client: it is read, where no event tells it soon. */
  mayHaveChanged(user: UserRef, update: StatusUpdate): void;
  /** Ends everything that it does; whoever still watches is told why. */
  close(error: StatusError): void;
}
