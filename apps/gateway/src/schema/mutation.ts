import { type CoreServerRef, NO_RETURN_TIME } from '@live-status/domain';
import type { GraphQLResolveInfo } from 'graphql';
import { costs, type FieldCost, perItem } from '../limits/upstream-calls.ts';
import type { Change } from '../writes/change.ts';
import { builder } from './builder.ts';
import type { GatewayContext } from './context.ts';
import type { ReferenceInput } from './reference-input.ts';
import { selects } from './selects.ts';
import { type Mutation, mutate } from './write.ts';
import { parsePart, parseWhole, type WriteInput } from './write-input.ts';
import {
  ClearUserStatusInputRef,
  MAX_WRITTEN,
  SetUserStatusesInputRef,
  SetUserStatusInputRef,
  UpdateUserStatusInputRef,
} from './write-inputs.ts';
import {
  ClearUserStatusPayloadRef,
  SetUserStatusesPayloadRef,
  SetUserStatusPayloadRef,
  UpdateUserStatusPayloadRef,
  type WritePayload,
} from './write-payloads.ts';

const OUTCOME =
  'Null with an entry in errors where it was not, or may not have been, applied: extensions.outcome says which.';

type Args = Readonly<Record<string, unknown>>;

const field = (value: unknown, name: string): unknown => Object(value)[name];

/** The write, and the read before it where something is expected; what is `previous` counts by itself. */
const callsOfSet = ({ input }: Args): number => (field(input, 'expected') == null ? 1 : 2);
const costOfSet = (args: Args): FieldCost => ({ calls: callsOfSet(args) });
const READ_AND_WRITE: FieldCost = { calls: 2 };

builder.mutationType({
  fields: (t) => ({
    setUserStatus: t.field({
      type: SetUserStatusPayloadRef,
      nullable: true,
      description: `Sets the whole status of one user. ${OUTCOME}`,
      extensions: costs(costOfSet),
      args: { input: t.arg({ type: SetUserStatusInputRef, required: true }) },
      resolve: (_root, { input }, context, info) =>
        writeUser(context, info, input, (issues, find) => parseWhole(issues, input, context.takenAt, find)),
    }),
    updateUserStatus: t.field({
      type: UpdateUserStatusPayloadRef,
      nullable: true,
      description: `Changes what is given of one user's status and keeps the rest: null clears note and return time. ${OUTCOME}`,
      extensions: costs(READ_AND_WRITE),
      args: { input: t.arg({ type: UpdateUserStatusInputRef, required: true }) },
      resolve: (_root, { input }, context, info) =>
        writeUser(context, info, input, (issues, find) => parsePart(issues, input, context.takenAt, find)),
    }),
    clearUserStatus: t.field({
      type: ClearUserStatusPayloadRef,
      nullable: true,
      description: `Sets one user back to the default preset of the core server, Available where none is configured, without note and return time. ${OUTCOME}`,
      extensions: costs(costOfSet),
      args: { input: t.arg({ type: ClearUserStatusInputRef, required: true }) },
      resolve: (_root, { input }, context, info) =>
        writeUser(context, info, input, () => cleared(context, input)),
    }),
    setUserStatuses: t.field({
      type: SetUserStatusesPayloadRef,
      nullable: true,
      description: `Sets one whole status for at most ${MAX_WRITTEN} users, each with a result of its own. Null with an entry in errors where nothing was done for anybody.`,
      extensions: costs((args) =>
        perItem('input.users', field(args['input'], 'users'), MAX_WRITTEN, callsOfSet(args)),
      ),
      args: { input: t.arg({ type: SetUserStatusesInputRef, required: true }) },
      resolve: async (_root, { input }, context, info) => {
        const results = await mutate(context, {
          name: info.fieldName,
          input,
          users: input.users.map((user, index) => [['input', 'users', index], user]),
          parse: (issues, find) => parseWhole(issues, input, context.takenAt, find),
          wantsPrevious: selects(info, 'previous'),
        });
        return { results, isDryRun: input.dryRun, clientMutationId: input.clientMutationId ?? null };
      },
    }),
  }),
});

async function writeUser(
  context: GatewayContext,
  info: GraphQLResolveInfo,
  input: WriteInput & { readonly user: ReferenceInput },
  parse: Mutation['parse'],
): Promise<WritePayload> {
  const [only] = await mutate(context, {
    name: info.fieldName,
    input,
    users: [[['input', 'user'], input.user]],
    parse,
    wantsPrevious: selects(info, 'previous'),
  });
  if (only === undefined) throw new TypeError('A mutation of one user has one result.');
  const { result, ...rest } = only;
  if ('failure' in result) throw result.failure;
  return { ...rest, written: result.written, clientMutationId: input.clientMutationId ?? null };
}

function cleared({ parts }: GatewayContext, { coreServer }: WriteInput): Change {
  const { name, type } = parts.presets.defaultOf(coreServer as CoreServerRef);
  return { isWhole: true, update: { name, type, note: '', returnTime: NO_RETURN_TIME } };
}
