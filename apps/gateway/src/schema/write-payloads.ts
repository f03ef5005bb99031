import type { Outcome, StatusError, StatusTarget, UserStatus } from '@live-status/domain';
import type { EnumRef, ObjectRef, UnionRef } from '@pothos/core';
import { costs } from '../limits/upstream-calls.ts';
import type { Written } from '../writes/write-status.ts';
import { type BuilderTypes, builder } from './builder.ts';
import type { GatewayContext } from './context.ts';
import { findPreset } from './node.ts';
import { type ObservedStatus, observe } from './observed-status.ts';
import { UserStatusRef } from './refs.ts';
import { StatusErrorCodeRef } from './user-status-result.ts';
import type { UserResult } from './write.ts';

/** What a payload shows of one user's write. */
interface Shown {
  readonly target: StatusTarget;
  readonly isDryRun: boolean;
  readonly written: Written;
}

/** What a mutation of one user answers. */
export interface WritePayload extends Shown {
  readonly clientMutationId: string | null;
}

const USER_STATUS =
  'Read back from the upstream, and only if it is selected. In a dry run: as it would be, with an id of its own, so that no cache takes it for the one that is there; the configurationId of a custom status is empty then where it is not known.';
const PREVIOUS =
  'What was there before, and only if it is selected: it is read before it is written. It has an id of its own, so that no cache takes it for the one that is there.';

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

const OutcomeRef: EnumRef<BuilderTypes, Outcome> = builder.enumType('WriteOutcome', {
  description: 'What a write that failed left behind: the same as extensions.outcome of errors.',
  values: {
    NOT_APPLIED: { value: 'NOT_APPLIED', description: 'The status certainly did not change.' },
    UNKNOWN: { value: 'UNKNOWN', description: 'It may have changed.' },
  } as const,
});

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

interface NotWritten {
  readonly failure: StatusError;
}

const NotWrittenRef: Ref<NotWritten> = builder.objectRef<NotWritten>('UserStatusNotWritten').implement({
  description:
    'The status of one user of the list was not set, or may not have been; as data, so that it does not spoil the others.',
  fields: (t) => ({
    code: t.field({ type: StatusErrorCodeRef, resolve: ({ failure }) => failure.code }),
    message: t.string({
      description: 'For people; it may change.',
      resolve: ({ failure }) => failure.message,
    }),
    retryable: t.boolean({
      description: 'Whether sending it again is safe and may help.',
      resolve: ({ failure }) => failure.retryable,
    }),
    outcome: t.field({ type: OutcomeRef, resolve: ({ failure }) => failure.outcome ?? 'NOT_APPLIED' }),
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
          results.map(({ result, ...rest }) => ('failure' in result ? result : { ...rest, ...result })),
      }),
      dryRun: t.boolean({ description: 'Whether nothing was written.', resolve: ({ isDryRun }) => isDryRun }),
      clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
    }),
  });

async function statusAfter(context: GatewayContext, shown: Shown): Promise<ObservedStatus> {
  if (!shown.isDryRun) return observe(context, shown.target);
  const { target, written } = shown;
  return { target, status: planned(context, shown), observedAt: observedAtOf(written), moment: 'planned' };
}

function statusBefore({ target, written }: Shown): ObservedStatus | null {
  const { previous } = written;
  return previous === undefined ? null : { target, ...previous, moment: 'previous' };
}

function observedAtOf({ previous }: Written): Date {
  return previous?.observedAt ?? new Date();
}

/** What the upstream would make of an update (clause SET-10), as far as this gateway knows the presets. */
function planned(context: GatewayContext, { target, written }: Shown): UserStatus {
  const { update, previous } = written;
  if (previous === undefined) throw new TypeError('A dry run reads the status that is there.');
  const { status } = previous;
  const preset = findPreset(context, target.coreServer, update);
  const isSame = status.name === update.name && status.type === update.type;
  const userCreated = isSame ? status.userCreated : preset === undefined;
  const isConfigurationKept = isSame || (userCreated && status.userCreated);
  const configurationId = isConfigurationKept ? status.configurationId : (preset?.configurationId ?? '');
  return {
    ...status,
    ...update,
    userCreated,
    configurationId: configurationId as UserStatus['configurationId'],
  };
}
