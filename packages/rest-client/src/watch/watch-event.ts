import type {
  ConfigurationId,
  CoreServerRef,
  StatusError,
  StatusType,
  UserId,
  Username,
  UserRef,
  UserStatusId,
} from '@live-status/domain';

/** Whom to watch. */
export interface StatusWatch {
  readonly coreServer: CoreServerRef;
  /** Everybody whom the directory lists and who is licensed, where it is left out. Who is given twice is shown twice. */
  readonly users?: readonly UserRef[] | undefined;
  /**
   * The cursor of the last event that was told of a watch of the same core server, with the same credentials and the same `users`:
   * to go on from there. Where it is known for certain what changed since then, one is told a `changed` of each user whose status
   * became another, whose `previous` is undefined, and then `fresh`, or `stale` where that may not be all. Otherwise one begins with
   * a snapshot as ever: after a restart, after the feed was kept for nobody, where a user was watched by nobody for longer than
   * `lingerMs`, where somebody came to have no status or is not there any more, or where more than 100 changed; and with any text
   * that is no cursor. The cursor does not say of whom one was told: with users who were not watched before they may be missing.
   */
  readonly after?: string | undefined;
}

/** The status of one watched user, as it was last told by the upstream. */
export interface WatchedStatus {
  /** As the directory spells it, which identifies the user and lasts (clauses ID-1 and DIR-2). */
  readonly username: Username;
  /** Not lasting (clause ID-1), and no change is told of it alone; undefined where neither directory nor event gave it. */
  readonly userId: UserId | undefined;
  readonly name: string;
  readonly type: StatusType;
  /** Empty where no note is set. */
  readonly note: string;
  /** Unix timestamp in milliseconds, −1 for none (clauses REP-2 to REP-4). */
  readonly returnTime: number;
  readonly userCreated: boolean;
  /** When this side first learned of it, as a Unix timestamp in milliseconds by the clock here. */
  readonly observedAtMs: number;
  /** Only where a read gave it: events carry none. Not lasting (clause ID-1). */
  readonly statusId?: UserStatusId | undefined;
  /** Only where a read gave it. */
  readonly configurationId?: ConfigurationId | undefined;
}

/** A user who is watched and has no status to show, with the reason. */
export interface WatchFailure {
  /** As the watcher gave it. */
  readonly user: UserRef;
  readonly error: StatusError;
}

/** What there is to show of one user: a status, or why there is none. Which of them it is `'error' in result` tells. */
export type WatchResult = WatchedStatus | WatchFailure;

/**
 * What a watcher is told. One event object may be told to many: all who are told of a change, and for whom nothing else waits, get
 * the same one, and so the same cursor.
 *
 * A `cursor` is for `after`: whoever was told everything up to its event and comes back with it is told at least what changed since.
 * It is an opaque text of at most 64 characters, means something only to the client that gave it, and holds nothing of anybody.
 */
export type WatchEvent =
  /** The whole picture: first of all, and again wherever more than statuses changed, such as who there is. */
  | {
      readonly kind: 'snapshot';
      /**
       * With `users` exactly one for each of them, in their order. Otherwise everybody's, ordered by username in UTF-16 code units,
       * with whoever could not be read in their place: one array for all who are shown it, as long as nothing changes.
       */
      readonly results: readonly WatchResult[];
      readonly cursor: string;
      /**
       * Where the upstream has said that it has no event feed: the longest time, in milliseconds, between two reads of one user. Where
       * that becomes otherwise another snapshot is told. A feed that is tried again, because it was lost or does not answer, may be
       * made up for by the same reads; nobody is told a snapshot for that, and it is undefined then.
       */
      readonly pollIntervalMs: number | undefined;
    }
  /**
   * One status, as it is now, and what this watcher was last told of that user; undefined where that was nothing, or through another
   * watch that this one goes on from.
   */
  | {
      readonly kind: 'changed';
      readonly status: WatchedStatus;
      readonly previous: WatchedStatus | undefined;
      readonly cursor: string;
    }
  /** From now on the picture may be out of date: since `sinceMs`, a Unix timestamp in milliseconds by the clock here. */
  | { readonly kind: 'stale'; readonly sinceMs: number; readonly error: StatusError }
  /** The picture was confirmed, and is kept, by the upstream again. */
  | { readonly kind: 'fresh'; readonly cursor: string }
  /** Nothing more comes: the iteration ends. */
  | { readonly kind: 'failed'; readonly error: StatusError };
