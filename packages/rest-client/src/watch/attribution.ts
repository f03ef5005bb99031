import type { CoreServerRef, UserId } from '@live-status/domain';

/** Whose events are about users of one core server: a feed may carry those of all, and usernames come again on others. */
export interface Attribution {
  /** Whether an event is about our core server; `userId` is what the directory last said of the user with the event's username. */
  judge(
    event: { readonly coreServerId: string; readonly userId: UserId },
    userId: UserId | undefined,
  ): 'ours' | 'foreign' | 'unknown';
  /** Notes what was found out about an id. */
  learn(coreServerId: string, isOurs: boolean): void;
  /** Forgets all that was learned: ids do not last from one connection to the next (clause ID-1). */
  startOver(): void;
}

/** The most ids of others that are kept in mind; past it they are found out again. */
const MAX_FOREIGN = 1000;

/**
 * Makes the attribution of one core server. Where it was given by its id, that decides. Otherwise a live id of a user, which
 * never comes to mean another (clause ID-2), proves which core server is ours.
 */
export function createAttribution(coreServer: CoreServerRef): Attribution {
  const given = 'id' in coreServer ? coreServer.id : undefined;
  let ours: string | undefined = given;
  const foreign = new Set<string>();
  return {
    judge({ coreServerId, userId }, known) {
      if (ours !== undefined) return coreServerId === ours ? 'ours' : 'foreign';
      // Before what was found out by asking: whoever was asked about may have been removed meanwhile, and made anew.
      if (userId === known) {
        ours = coreServerId;
        return 'ours';
      }
      return foreign.has(coreServerId) ? 'foreign' : 'unknown';
    },
    learn(coreServerId, isOurs) {
      if (isOurs) ours = coreServerId;
      else if (foreign.size < MAX_FOREIGN) foreign.add(coreServerId);
    },
    startOver() {
      ours = given;
      foreign.clear();
    },
  };
}
