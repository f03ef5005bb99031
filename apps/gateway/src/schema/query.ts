import { parseTarget, STATUS_TYPES } from '@live-status/domain';
import { faultCode } from '../errors/fault.ts';
import { costs } from '../limits/upstream-calls.ts';
import { builder } from './builder.ts';
import { parseNodeId } from './node-id.ts';
import { MAX_USERS, observeAll } from './observe-all.ts';
import { CoreServerRefInput, DEFAULT_CORE_SERVER, UserRefInput } from './references.ts';
import { StatusTypeInfoRef } from './status-type.ts';
import { NodeRef, observe, UserStatusRef } from './user-status.ts';
import { UserStatusResultRef } from './user-status-result.ts';

builder.queryType({
  fields: (t) => ({
    userStatus: t.field({
      type: UserStatusRef,
      nullable: true,
      description: 'The live status of one user; null with an entry in errors where it cannot be read.',
      extensions: costs(),
      args: {
        coreServer: t.arg({ type: CoreServerRefInput, required: true, defaultValue: DEFAULT_CORE_SERVER }),
        user: t.arg({ type: UserRefInput, required: true }),
      },
      resolve: (_root, args, context) => observe(context, parseTarget(args)),
    }),
    userStatuses: t.field({
      type: [UserStatusResultRef],
      description: `The live status of at most ${MAX_USERS} users: as many results as users, in the same order. What cannot be read is a UserStatusFailure in its place.`,
      extensions: costs({ perItemOf: 'users', maxItems: MAX_USERS }),
      args: {
        coreServer: t.arg({ type: CoreServerRefInput, required: true, defaultValue: DEFAULT_CORE_SERVER }),
        users: t.arg({ type: [UserRefInput], required: true }),
      },
      resolve: (_root, { coreServer, users }, context) => observeAll(context, coreServer, users),
    }),
    statusTypes: t.field({
      type: [StatusTypeInfoRef],
      description: 'Every status type there is, with its label.',
      resolve: () => [...STATUS_TYPES],
    }),
    node: t.field({
      type: NodeRef,
      nullable: true,
      description: 'What an id stands for, read anew.',
      extensions: costs(),
      args: { id: t.arg.id({ required: true, extensions: faultCode('REFERENCE_INVALID') }) },
      resolve: (_root, { id }, context) => observe(context, parseNodeId(id)),
    }),
  }),
});
