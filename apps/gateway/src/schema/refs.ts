import type { ObjectRef } from '@pothos/core';
import { type BuilderTypes, builder } from './builder.ts';
import type { ObservedStatus } from './observed-status.ts';
import type { Person } from './person.ts';

// Types that have fields of one another: named here, made in files of their own.

/** The object `UserStatus`. */
export const UserStatusRef: ObjectRef<BuilderTypes, ObservedStatus> =
  builder.objectRef<ObservedStatus>('UserStatus');

/** The object `User`. */
export const UserRef: ObjectRef<BuilderTypes, Person> = builder.objectRef<Person>('User');
