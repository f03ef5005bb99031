import type { CoreServerRef, Operation } from '@live-status/domain';
import type { CallOptions, StatusClient } from '@live-status/rest-client';
import type { Keys } from '../idempotency/keys.ts';
import type { FeedReads } from '../live/feed-reads.ts';
import type { CoreServers } from '../people/core-servers.ts';
import type { Asker, Directory } from '../people/directory.ts';
import type { Presets } from '../people/presets.ts';
import type { UserList } from '../people/user-list.ts';
import type { Turns } from '../writes/turns.ts';
import type { Caller } from './access.ts';

/** What lives as long as the gateway. */
export interface GatewayParts {
  readonly client: StatusClient;
  readonly coreServers: CoreServers;
  readonly presets: Presets;
  readonly directory: Directory;
  readonly turns: Turns;
  readonly keys: Keys;
  /** Where queries may be answered from the feed of the upstream. */
  readonly feedReads: FeedReads | undefined;
}

/** What every resolver is given with a request. */
export interface GatewayContext {
  readonly parts: GatewayParts;
  readonly caller: Caller;
  /** Tells callers apart, for what is kept between their requests. Never shown or logged. */
  readonly callerKey: string;
  /** Tells the credentials apart that the upstream sees. Never shown or logged. */
  readonly credentialsKey: string;
  /** When the gateway took the request: `returnIn` is counted from here. */
  readonly takenAt: Date;
  /** Where a stream is to go on, whatever its arguments say. */
  readonly resumeAfter: string | undefined;
  /**
   * The options of one call to the upstream: the signal, the request id and the credentials.
   *
   * @throws StatusError `UNAUTHENTICATED` where the caller must send credentials and did not.
   */
  callOptions(operation: Operation): CallOptions;
  /** The same for the directory. @throws StatusError as `callOptions`. */
  asker(): Asker;
  /** The users of a core server, listed at most once for a request. @throws StatusError as the client does. */
  listUsers(coreServer: CoreServerRef): Promise<UserList>;
}
