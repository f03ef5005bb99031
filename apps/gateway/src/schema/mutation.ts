import type { StatusTarget } from '@live-status/domain';
import type { InputRef } from '@pothos/core';
import { faultCode } from '../errors/fault.ts';
import { costs } from '../limits/upstream-calls.ts';
import { assertMayWrite } from './access.ts';
import { builder } from './builder.ts';
import { CoreServerRefInput, DEFAULT_CORE_SERVER, UserRefInput } from './references.ts';
import { parseSetUserStatus, type SetUserStatusInput } from './set-user-status.ts';
import { StatusTypeRef } from './status-type.ts';
import { observe, UserStatusRef } from './user-status.ts';

const SetUserStatusInputRef: InputRef<SetUserStatusInput> = builder.inputType('SetUserStatusInput', {
  description: 'A whole new status: what is left out is cleared, not kept.',
  fields: (t) => ({
    coreServer: t.field({ type: CoreServerRefInput, required: true, defaultValue: DEFAULT_CORE_SERVER }),
    user: t.field({ type: UserRefInput, required: true }),
    name: t.string({
      required: true,
      description: '1 to 255 characters without control characters; trimmed.',
      extensions: faultCode('STATUS_NAME_INVALID'),
    }),
    type: t.field({ type: StatusTypeRef, required: true }),
    note: t.string({
      required: true,
      defaultValue: '',
      description: 'At most 4 096 characters, no control characters but line feed and tab.',
      extensions: faultCode('STATUS_NOTE_INVALID'),
    }),
    returnTime: t.field({
      type: 'DateTime',
      description:
        'At most one of returnTime, returnTimestamp and returnIn; none of them means no return time.',
    }),
    returnTimestamp: t.field({ type: 'Timestamp' }),
    returnIn: t.field({
      type: 'Duration',
      description: 'How long until the user is back, counted from when the gateway takes the request.',
    }),
    clientMutationId: t.string({ description: 'Given back unchanged in the payload.' }),
  }),
});

interface SetUserStatusPayload {
  readonly target: StatusTarget;
  readonly clientMutationId: string | null;
}

const SetUserStatusPayloadRef = builder.objectRef<SetUserStatusPayload>('SetUserStatusPayload').implement({
  description: 'The status was set. An error below this object concerns reading it back only.',
  fields: (t) => ({
    userStatus: t.field({
      type: UserStatusRef,
      nullable: true,
      description: 'Read back from the upstream, and only if it is selected.',
      extensions: costs(),
      resolve: ({ target }, _args, context) => observe(context, target),
    }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

builder.mutationType({
  fields: (t) => ({
    setUserStatus: t.field({
      type: SetUserStatusPayloadRef,
      nullable: true,
      description:
        'Sets the status of one user. Null with an entry in errors where it was not, or may not have been, applied: extensions.outcome says which.',
      extensions: costs(),
      args: { input: t.arg({ type: SetUserStatusInputRef, required: true }) },
      resolve: async (_root, { input }, context) => {
        assertMayWrite(context.caller, input.user);
        const { target, update } = parseSetUserStatus(input, context.takenAt);
        await context.client.setStatus(target, update, context.callOptions('write'));
        return { target, clientMutationId: input.clientMutationId ?? null };
      },
    }),
  }),
});
