import { type Outcome, returnTimeToDate, type StatusError, type StatusUpdate } from '@live-status/domain';
import type { EnumRef, ObjectRef } from '@pothos/core';
import { type BuilderTypes, builder } from './builder.ts';
import { StatusTypeRef } from './status-type.ts';
import { StatusErrorCodeRef } from './user-status-result.ts';

type Ref<Shape> = ObjectRef<BuilderTypes, Shape>;

const OutcomeRef: EnumRef<BuilderTypes, Outcome> = builder.enumType('WriteOutcome', {
  description: 'What a write that failed left behind: the same as extensions.outcome of errors.',
  values: {
    NOT_APPLIED: { value: 'NOT_APPLIED', description: 'The status certainly did not change.' },
    UNKNOWN: { value: 'UNKNOWN', description: 'It may have changed.' },
  } as const,
});

const CurrentRef: Ref<StatusUpdate> = builder.objectRef<StatusUpdate>('CurrentStatus').implement({
  description: 'What is there where a write failed: the same as extensions.current of errors.',
  fields: (t) => ({
    name: t.exposeString('name'),
    type: t.field({ type: StatusTypeRef, resolve: ({ type }) => type }),
    note: t.exposeString('note', { description: 'Empty where no note is set.' }),
    returnTime: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: ({ returnTime }) => returnTimeToDate(returnTime) ?? null,
    }),
    returnTimestamp: t.field({
      type: 'Timestamp',
      nullable: true,
      resolve: ({ returnTime }) => returnTimeToDate(returnTime)?.getTime() ?? null,
    }),
  }),
});

/** Why the status of one user was not set, or may not have been. */
export interface NotWritten {
  readonly failure: StatusError;
}

/** The object `UserStatusNotWritten`. */
export const NotWrittenRef: Ref<NotWritten> = builder
  .objectRef<NotWritten>('UserStatusNotWritten')
  .implement({
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
      current: t.field({
        type: CurrentRef,
        nullable: true,
        description:
          'Of a CONFLICT what is there instead of what was expected; of INTERRUPTED what is there now.',
        resolve: ({ failure }) => failure.current ?? null,
      }),
    }),
  });
