import type { CoreServerRef } from '@live-status/domain';
import type { WatchEvent } from '@live-status/rest-client';

/** What a subscription tells, as the client learned it, and of which core server. */
export type LiveEvent = { readonly coreServer: CoreServerRef } & Exclude<
  WatchEvent,
  { readonly kind: 'failed' }
>;

/** An event of one kind. */
export type LiveEventOf<Kind extends LiveEvent['kind']> = Extract<LiveEvent, { readonly kind: Kind }>;

/** What happens to some users. */
export interface LiveEvents extends AsyncIterable<WatchEvent, undefined> {
  readonly coreServer: CoreServerRef;
  /** Behind a cursor it says of whom it was told: on behalf of others nothing can go on from there. */
  readonly scope: string;
}
