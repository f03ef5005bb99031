import { parseCoreServerRef } from '@live-status/domain';
import { costs, type FieldCost, perItem } from '../limits/upstream-calls.ts';
import { builder } from './builder.ts';
import { MAX_USERS } from './observe-all.ts';
import { CoreServerRefInput, DEFAULT_CORE_SERVER, UserRefInput } from './references.ts';
import { UserStatusEventRef } from './user-status-event.ts';
import { watch } from './watch.ts';

/** The first picture; everybody counts as many as may be named. */
function costOfWatching({ users }: Readonly<Record<string, unknown>>): FieldCost {
  return users == null ? { calls: 1, times: MAX_USERS } : perItem('users', users, MAX_USERS);
}

builder.subscriptionType({
  fields: (t) => ({
    userStatusEvents: t.field({
      type: UserStatusEventRef,
      description: `The statuses of at most ${MAX_USERS} users, or of everybody on the core server, as they are and as they change. From the first event on, what it told becomes the upstream's last state within a second of each change, or of the end of whatever fault was in the way; it never goes backwards; and where it may be out of date, a UserStatusStale says so.`,
      extensions: costs(costOfWatching),
      args: {
        coreServer: t.arg({ type: CoreServerRefInput, required: true, defaultValue: DEFAULT_CORE_SERVER }),
        users: t.arg({
          type: [UserRefInput],
          description: 'Left out: everybody on the core server who is licensed, whoever comes and goes.',
        }),
        after: t.arg.string({
          description:
            'A cursor of an earlier stream of the same users, to go on where it ended: told is what changed since, and then that it is fresh; a snapshot where that is not known any more.',
        }),
      },
      subscribe: (_root, args, context) => watch(context, args),
      resolve(event, { coreServer }, { parts: { coreServers } }) {
        if (event.kind === 'failed') throw event.error;
        return { ...event, coreServer: coreServers.identify(parseCoreServerRef(coreServer)) };
      },
    }),
  }),
});
