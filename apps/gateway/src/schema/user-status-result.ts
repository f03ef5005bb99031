import { ERROR_TABLE, STATUS_ERROR_CODES, type StatusErrorCode } from '@live-status/domain';
import type { EnumRef, ObjectRef, UnionRef } from '@pothos/core';
import { type BuilderTypes, builder } from './builder.ts';
import type { FailedStatus, ObservedStatus } from './observed-status.ts';
import { UserStatusRef } from './refs.ts';

const values = Object.fromEntries(
  STATUS_ERROR_CODES.map((code) => [code, { value: code, description: ERROR_TABLE[code].when }]),
);

/** The enum `StatusErrorCode`. */
export const StatusErrorCodeRef: EnumRef<BuilderTypes, StatusErrorCode> = builder.enumType(
  'StatusErrorCode',
  {
    description: 'Everything that can go wrong: the same codes as extensions.code of errors.',
    values,
  },
);

/** The object `UserStatusFailure`. */
export const UserStatusFailureRef: ObjectRef<BuilderTypes, FailedStatus> = builder
  .objectRef<FailedStatus>('UserStatusFailure')
  .implement({
    description: "One user's failure inside a list, as data, so that it does not spoil the others.",
    fields: (t) => ({
      code: t.field({ type: StatusErrorCodeRef, resolve: ({ failure }) => failure.code }),
      message: t.string({
        description: 'For people; it may change.',
        resolve: ({ failure }) => failure.message,
      }),
      retryable: t.boolean({
        description: 'Whether asking again may help.',
        resolve: ({ failure }) => failure.retryable,
      }),
    }),
  });

/** The union `UserStatusResult`. */
export const UserStatusResultRef: UnionRef<BuilderTypes, ObservedStatus | FailedStatus> = builder.unionType(
  'UserStatusResult',
  {
    description: 'What a list has for one user: the status, or why it cannot be read.',
    types: [UserStatusRef, UserStatusFailureRef],
    resolveType: (result) => ('failure' in result ? 'UserStatusFailure' : 'UserStatus'),
  },
);
