import { returnTimeToDate } from '@live-status/domain';
import { builder } from './builder.ts';
import { NodeRef } from './node.ts';
import { readId } from './observed-status.ts';
import { personOf } from './person.ts';
import { UserRef, UserStatusRef } from './refs.ts';
import { StatusTypeRef } from './status-type.ts';

builder.objectType(UserStatusRef, {
  description: 'The live status of one user.',
  interfaces: [NodeRef],
  fields: (t) => ({
    statusId: t.id({
      description: "The REST resource's id of the status. It changes when the upstream restarts.",
      resolve: (observed, _args, context) => observed.status.id ?? readId(context, observed, 'id'),
    }),
    configurationId: t.id({
      description: 'The id of the configuration behind the status.',
      resolve: (observed, _args, context) =>
        observed.status.configurationId ?? readId(context, observed, 'configurationId'),
    }),
    name: t.string({ resolve: ({ status }) => status.name }),
    type: t.field({ type: StatusTypeRef, resolve: ({ status }) => status.type }),
    note: t.string({
      description: 'Empty where no note is set.',
      resolve: ({ status }) => status.note,
    }),
    returnTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the user means to be back; null where no return time is set.',
      resolve: ({ status }) => returnTimeToDate(status.returnTime) ?? null,
    }),
    returnTimestamp: t.field({
      type: 'Timestamp',
      nullable: true,
      description: 'The same as a Unix timestamp in milliseconds; null where no return time is set.',
      resolve: ({ status }) => returnTimeToDate(status.returnTime)?.getTime() ?? null,
    }),
    userCreated: t.boolean({
      description: 'True for a custom status set by the user, false for a pre-configured one.',
      resolve: ({ status }) => status.userCreated,
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'When the gateway read this from the upstream, or was told it.',
      resolve: ({ observedAt }) => observedAt,
    }),
    user: t.field({
      type: UserRef,
      description:
        'Whose status it is. The directory is asked only where more than the id, the username and the status is selected.',
      resolve: (observed) => personOf(observed),
    }),
  }),
});
