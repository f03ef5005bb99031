import {
  ERROR_TABLE,
  isStatusError,
  STATUS_ERROR_CODES,
  type StatusError,
  type StatusErrorCode,
} from '@live-status/domain';
import type { EnumRef, ObjectRef, UnionRef } from '@pothos/core';
import { type BuilderTypes, builder } from './builder.ts';
import { type ObservedStatus, UserStatusRef } from './user-status.ts';

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
export const UserStatusFailureRef: ObjectRef<BuilderTypes, StatusError> = builder
  .objectRef<StatusError>('UserStatusFailure')
  .implement({
    description: "One user's failure inside a list, as data, so that it does not spoil the others.",
    fields: (t) => ({
      code: t.field({ type: StatusErrorCodeRef, resolve: ({ code }) => code }),
      message: t.string({ description: 'For people; it may change.', resolve: ({ message }) => message }),
      retryable: t.boolean({
        description: 'Whether asking again may help.',
        resolve: ({ retryable }) => retryable,
      }),
    }),
  });

/** The union `UserStatusResult`. */
export const UserStatusResultRef: UnionRef<BuilderTypes, ObservedStatus | StatusError> = builder.unionType(
  'UserStatusResult',
  {
    description: 'What a list has for one user: the status, or why it cannot be read.',
    types: [UserStatusRef, UserStatusFailureRef],
    resolveType: (result) => (isStatusError(result) ? 'UserStatusFailure' : 'UserStatus'),
  },
);
