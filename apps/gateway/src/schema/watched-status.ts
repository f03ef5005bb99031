import type { CoreServerRef } from '@live-status/domain';
import type { WatchedStatus } from '@live-status/rest-client';
import type { Moment } from './node-id.ts';
import type { ObservedStatus } from './observed-status.ts';

/** A status that was learned by watching. */
export function watchedStatus(
  coreServer: CoreServerRef,
  watched: WatchedStatus,
  { moment, isOneOfMany }: { readonly moment?: Moment; readonly isOneOfMany?: boolean } = {},
): ObservedStatus {
  const { username, observedAtMs, statusId, configurationId, name, type, note, returnTime, userCreated } =
    watched;
  return {
    target: { coreServer, user: { username } },
    status: { id: statusId, configurationId, name, type, note, returnTime, userCreated },
    observedAt: new Date(observedAtMs),
    moment,
    isOneOfMany: isOneOfMany ?? false,
  };
}
