import type { CoreServerRef, StatusTarget, StatusUpdateInput, User, UserStatus } from '@live-status/domain';
import type { BreakerOptions } from './breaker.ts';
import type { Credentials } from './credentials.ts';
import type { BreakerState, ClientHooks } from './hooks.ts';
import type { RetryOptions } from './retry.ts';
import type { StatusWatch, WatchEvent, WatchedStatus } from './watch/watch-event.ts';
import type { WatchOptions } from './watch/watch-options.ts';

/** How a client reaches its upstream. Times are in milliseconds. */
export interface StatusClientOptions {
  /** Up to and including `communication_manager`, for example `http://localhost:58080/communication_manager`. */
  readonly baseUrl: string | URL;
  /** The client's own credentials, for every call that brings none. */
  readonly credentials?: Credentials | undefined;
  /** For one attempt: 5 000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** For all attempts of one call, waits included: 10 000 unless given. */
  readonly deadlineMs?: number | undefined;
  /** Connections, and so calls, at once: 64 unless given. */
  readonly maxConnections?: number | undefined;
  /** Calls that may wait for a connection: 1 000 unless given. Past it `OVERLOADED`. */
  readonly maxQueued?: number | undefined;
  readonly retry?: false | RetryOptions | undefined;
  readonly breaker?: false | BreakerOptions | undefined;
  /** Whether reads of the same with the same credentials may share one call (clause GET-5): true unless given. */
  readonly singleFlight?: boolean | undefined;
  /** How long after a call was sent reads may still share it: 100 ms unless given. So old a set by others may be missed. */
  readonly shareWindowMs?: number | undefined;
  /** How `watchStatuses` learns of changes. */
  readonly watch?: WatchOptions | undefined;
  readonly hooks?: ClientHooks | undefined;
  /** Certificate authorities to trust instead of the usual ones, in PEM. */
  readonly tls?: { readonly ca?: string | undefined } | undefined;
}

/** What one call can bring. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. A write may have been applied by then. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the client's own. */
  readonly credentials?: Credentials | undefined;
  /** Sent as `x-request-id`. */
  readonly requestId?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** Reads and sets statuses, and reads who there is. Ends with `close()` or `await using`. */
export interface StatusClient extends AsyncDisposable {
  /**
   * The status of one user (clause GET-1), never from a cache. Repeated after failures that may pass, within the deadline.
   * It is never older than a set that ended through this client before the read began, and never than what the upstream
   * had `shareWindowMs` before that (clause GET-5).
   *
   * @throws StatusError `CORE_SERVER_NOT_FOUND`, `USER_NOT_FOUND`, `NOT_FOUND` (404); `NOT_LICENSED` (403);
   *   `UNAUTHENTICATED`, `UPSTREAM_AUTH_FAILED` (401); `REFERENCE_INVALID`; `UPSTREAM_…` where the upstream fails;
   *   `OVERLOADED` where too many calls wait.
   */
  getStatus(target: StatusTarget, options?: CallOptions): Promise<UserStatus>;
  /**
   * Replaces the whole status of one user (clauses SET-1 to SET-9). Sent again only where it certainly never left whole, or
   * was answered 408, which says that it was not taken (clause ERR-4).
   *
   * @throws StatusError as for `getStatus`, and `STATUS_…_INVALID`, `RETURN_TIME_INVALID`, `VALIDATION_FAILED`; its
   *   `outcome` says whether the status may have changed.
   */
  setStatus(target: StatusTarget, update: StatusUpdateInput, options?: CallOptions): Promise<void>;
  /**
   * The users of one core server in the upstream's order, licensed or not (clause DIR-1), never from a cache and never of a list
   * that was asked for more than `shareWindowMs` before. Repeated after failures that may pass, within the deadline. At most
   * 64 MiB are read (clause DIR-2), within one attempt's time; the thread is taken for about 1 ms for each thousand users. Only
   * usernames last (clause ID-1).
   *
   * @throws StatusError `CORE_SERVER_NOT_FOUND`, `NOT_FOUND` (404); `NOT_LICENSED` (403: this caller may not read the
   *   directory); `UPSTREAM_BAD_RESPONSE` where the list is longer, one entry cannot be read, or two have one username; otherwise
   *   as for `getStatus`.
   * @example
   * const users = await client.listUsers(parseCoreServerRef({ slug: 'default' }));
   */
  listUsers(coreServer: CoreServerRef, options?: CallOptions): Promise<readonly User[]>;
  /**
   * One user, licensed or not (clause DIR-1); shared and repeated as `listUsers`.
   *
   * @throws StatusError as `listUsers`, and `USER_NOT_FOUND` (404).
   */
  getUser(target: StatusTarget, options?: CallOptions): Promise<User>;
  /**
   * Tells what becomes of statuses: first a snapshot, or with `after` what was missed since, then every change, from one event feed a core server and credentials for all
   * who watch through this client (clauses EVT-1 to EVT-3). From the snapshot on the picture of each user becomes the upstream's last
   * state within a second of the change, or of the end of whatever fault was in the way, and it never goes backwards. Whoever
   * reads slowly gets the newest state of each user; ones in between may be left out. `stale` says where the picture may be out of
   * date, `fresh` where it no longer is.
   *
   * It takes longer where the upstream has no feed, or none a second (`pollAfterMs`) after it was lost: everybody is read in rounds
   * then, at most 20 calls a second in all; where the upstream has said that it has no feed the snapshot's `pollIntervalMs` says how
   * long it may take; where a feed stands and tells nothing: until the reads
   * beside it (`reconcileEveryMs`); where a connection has died in silence: until it is found, 15 s at most; and where the breaker
   * is open.
   *
   * Users given by id are looked up in the directory, and watched by their username from then on (clause ID-1). Whoever cannot be
   * found or read is in the snapshot with an error instead of a status, and is tried again: within a second where there was no
   * answer, otherwise with the next round, a minute where a feed stands. Unreadable events and lost feeds end nothing. The feed is
   * tried again after 30 s at most.
   *
   * Feed and users are kept for `lingerMs` after the last one who watched them has left, so that whoever was cut off can go on from
   * the cursor that came last, with the same `users`, through the same client: they are told each status that changed meanwhile, and
   * then `fresh` or `stale`. Where that is not known for certain they begin with a snapshot.
   *
   * The iteration ends by `return`, by the signal with its reason, or with an event `failed`: `UNAUTHENTICATED`,
   * `UPSTREAM_AUTH_FAILED` (401); `NOT_LICENSED` (403 from the feed, or from the directory where everybody is watched);
   * `CORE_SERVER_NOT_FOUND`, `NOT_FOUND` (404 from the directory where everybody is watched); `OVERLOADED`, at once, where
   * `maxFeeds` are open for other core servers or credentials, and none is kept for nobody; `UPSTREAM_UNREACHABLE` where the
   * client is closed. Of the options `requestId`, `traceparent` and `tracestate` go nowhere: the calls are everybody's.
   *
   * @throws StatusError `REFERENCE_INVALID`, before anything is sent.
   * @example
   * for await (const event of client.watchStatuses({ coreServer: parseCoreServerRef({ slug: 'default' }) })) {
   *   if (event.kind === 'changed') console.log(event.status.username, event.status.name);
   * }
   */
  watchStatuses(watch: StatusWatch, options?: CallOptions): AsyncIterable<WatchEvent, undefined>;
  /**
   * The status of a user as those see it who watch at the moment, at once and without asking the upstream: where somebody watches
   * that user, or did within `lingerMs`, by the same reference to the core server and with the same credentials, by an event feed
   * that stands, and nothing speaks against what is shown. Undefined otherwise: then `getStatus` tells.
   *
   * It is as old as the feed is late, and so 15 s at most where a connection has died in silence; where a feed stands and tells
   * nothing, as old as the last reads beside it (`reconcileEveryMs`). It is never older than a set of that user through this client
   * which ended before, unless an event from before that set arrives after it and more than 250 ms late. A user is found by id only
   * where the present connection has told it (clause ID-1).
   *
   * @throws StatusError `REFERENCE_INVALID`.
   */
  knownStatus(target: StatusTarget, options?: Pick<CallOptions, 'credentials'>): WatchedStatus | undefined;
  /** Resolves where the upstream answers HTTP at all, within one attempt; otherwise rejects with a StatusError. */
  checkReachable(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  readonly breakerState: BreakerState;
  /**
   * Lets requests that have left be answered, and closes every connection. Calls that still wait for one, or come later, fail
   * with `UPSTREAM_UNREACHABLE`, and so does whatever is watched; closing again waits for the same end.
   */
  close(): Promise<void>;
}
