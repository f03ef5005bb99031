import type { StatusErrorCode } from '@live-status/domain';
import type { ObjectRef, UnionRef } from '@pothos/core';
import { type BuilderTypes, builder } from './builder.ts';
import type { LiveEvent, LiveEventOf } from './live-event.ts';
import { UserStatusRef } from './refs.ts';
import { StatusErrorCodeRef, UserStatusResultRef } from './user-status-result.ts';
import { watchedStatus } from './watched-status.ts';

const CURSOR = 'Where a later stream goes on: its argument after.';

/** The object `UserStatusSnapshot`. */
export const UserStatusSnapshotRef: ObjectRef<BuilderTypes, LiveEventOf<'snapshot'>> = builder
  .objectRef<LiveEventOf<'snapshot'>>('UserStatusSnapshot')
  .implement({
    description:
      'Everything that is watched, as it is now: the first event, and again wherever what came between is not known.',
    fields: (t) => ({
      results: t.field({
        type: [UserStatusResultRef],
        description:
          'As many as users were given, in the same order; where none were given, everybody who has a status, by username.',
        resolve: ({ results, coreServer }) =>
          results.map((result) =>
            'error' in result
              ? { failure: result.error }
              : watchedStatus(coreServer, result, { isOneOfMany: true }),
          ),
      }),
      cursor: t.exposeString('cursor', { description: CURSOR }),
    }),
  });

/** The object `UserStatusChanged`. */
export const UserStatusChangedRef: ObjectRef<BuilderTypes, LiveEventOf<'changed'>> = builder
  .objectRef<LiveEventOf<'changed'>>('UserStatusChanged')
  .implement({
    description:
      'The status of one user, as it is now. What was there only in between is left out for who reads slowly.',
    fields: (t) => ({
      userStatus: t.field({
        type: UserStatusRef,
        resolve: ({ status, coreServer }) => watchedStatus(coreServer, status),
      }),
      previous: t.field({
        type: UserStatusRef,
        nullable: true,
        description:
          'What this stream told last of the user; null where it told nothing. It has an id of its own, so that caches do not take it for the status that is there.',
        resolve: ({ previous, coreServer }) =>
          previous === undefined ? null : watchedStatus(coreServer, previous, { moment: 'previous' }),
      }),
      cursor: t.exposeString('cursor', { description: CURSOR }),
    }),
  });

/** The object `UserStatusStale`. */
export const UserStatusStaleRef: ObjectRef<BuilderTypes, LiveEventOf<'stale'>> = builder
  .objectRef<LiveEventOf<'stale'>>('UserStatusStale')
  .implement({
    description: 'What was told may be out of date from here on, and why. The stream goes on.',
    fields: (t) => ({
      since: t.field({
        type: 'DateTime',
        description: 'When the upstream was last heard.',
        resolve: ({ sinceMs }) => new Date(sinceMs),
      }),
      code: t.field({
        type: StatusErrorCodeRef,
        resolve: ({ error }): StatusErrorCode => error.code,
      }),
    }),
  });

/** The object `UserStatusFresh`. */
export const UserStatusFreshRef: ObjectRef<BuilderTypes, LiveEventOf<'fresh'>> = builder
  .objectRef<LiveEventOf<'fresh'>>('UserStatusFresh')
  .implement({
    description: 'What was told is up to date, or is again.',
    fields: (t) => ({ cursor: t.exposeString('cursor', { description: CURSOR }) }),
  });

const TYPES = {
  snapshot: 'UserStatusSnapshot',
  changed: 'UserStatusChanged',
  stale: 'UserStatusStale',
  fresh: 'UserStatusFresh',
} as const;

/** The union `UserStatusEvent`. */
export const UserStatusEventRef: UnionRef<BuilderTypes, LiveEvent> = builder.unionType('UserStatusEvent', {
  description: 'What is told to those who watch.',
  types: [UserStatusSnapshotRef, UserStatusChangedRef, UserStatusStaleRef, UserStatusFreshRef],
  resolveType: ({ kind }) => TYPES[kind],
});
