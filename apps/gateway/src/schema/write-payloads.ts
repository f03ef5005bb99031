import type { ObjectRef, UnionRef } from '@pothos/core';
import { costs } from '../limits/upstream-calls.ts';
import { type BuilderTypes, builder } from './builder.ts';
import { type NotWritten, NotWrittenRef } from './not-written.ts';
import { UserStatusRef } from './refs.ts';
import { type Shown, statusAfter, statusBefore } from './shown-write.ts';
import type { UserResult } from './write.ts';

/** What a mutation of one user answers. */
export interface WritePayload extends Shown {
  readonly clientMutationId: string | null;
}

const USER_STATUS =
  'Read back from the upstream, and only if it is selected. In a dry run: as it would be, with an id of its own, so that no cache takes it for the one that is there; configurationId is empty then where it is not known.';
const PREVIOUS =
  'What was there before, and only if it is selected: it is read before it is written; null where an earlier call with the same idempotencyKey wrote it and did not select this. It has an id of its own, so that no cache takes it for the one that is there.';

type Ref<Shape> = ObjectRef<BuilderTypes, Shape>;

function writePayload(name: string, did: string): Ref<WritePayload> {
  return builder.objectRef<WritePayload>(name).implement({
    description: `${did} An error below this object concerns reading it back only.`,
    fields: (t) => ({
      userStatus: t.field({
        type: UserStatusRef,
        nullable: true,
        description: USER_STATUS,
        extensions: costs(),
        resolve: (shown, _args, context) => statusAfter(context, shown),
      }),
      previous: t.field({
        type: UserStatusRef,
        nullable: true,
        description: PREVIOUS,
        extensions: costs(),
        resolve: statusBefore,
      }),
      dryRun: t.boolean({ description: 'Whether nothing was written.', resolve: ({ isDryRun }) => isDryRun }),
      clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
    }),
  });
}

export const SetUserStatusPayloadRef: Ref<WritePayload> = writePayload(
  'SetUserStatusPayload',
  'The status was set.',
);
export const UpdateUserStatusPayloadRef: Ref<WritePayload> = writePayload(
  'UpdateUserStatusPayload',
  'The status was changed.',
);
export const ClearUserStatusPayloadRef: Ref<WritePayload> = writePayload(
  'ClearUserStatusPayload',
  'The status was cleared.',
);

const WrittenRef: Ref<Shown> = builder.objectRef<Shown>('UserStatusWritten').implement({
  description: 'The status of one user of the list was set, or in a dry run would be.',
  fields: (t) => ({
    userStatus: t.field({
      type: UserStatusRef,
      nullable: true,
      description: USER_STATUS,
      extensions: costs(),
      resolve: (shown, _args, context) => statusAfter(context, shown),
    }),
    previous: t.field({
      type: UserStatusRef,
      nullable: true,
      description: PREVIOUS,
      extensions: costs(),
      resolve: statusBefore,
    }),
  }),
});

const ResultRef: UnionRef<BuilderTypes, Shown | NotWritten> = builder.unionType('SetUserStatusResult', {
  description: 'What came of one user of the list.',
  types: [WrittenRef, NotWrittenRef],
  resolveType: (result) => ('failure' in result ? 'UserStatusNotWritten' : 'UserStatusWritten'),
});

/** What `setUserStatuses` answers. */
export interface BatchPayload {
  readonly results: readonly UserResult[];
  readonly isDryRun: boolean;
  readonly clientMutationId: string | null;
}

export const SetUserStatusesPayloadRef: Ref<BatchPayload> = builder
  .objectRef<BatchPayload>('SetUserStatusesPayload')
  .implement({
    description: 'What came of each user.',
    fields: (t) => ({
      results: t.field({
        type: [ResultRef],
        description: 'As many as users, in the same order; a user who was named twice was written once.',
        resolve: ({ results }) =>
          results.map(({ result, ...rest }) =>
            'failure' in result ? result : { ...rest, ...result, isOneOfMany: true },
          ),
      }),
      dryRun: t.boolean({ description: 'Whether nothing was written.', resolve: ({ isDryRun }) => isDryRun }),
      clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
    }),
  });
