import type { EnumRef, InputRef, ObjectRef } from '@pothos/core';
import type { UserFilter } from '../people/filter-users.ts';
import type { USER_ORDERS, UserOrder } from '../people/sort-users.ts';
import { type BuilderTypes, builder } from './builder.ts';
import type { FailedPerson, People } from './people.ts';
import { UserRef } from './refs.ts';
import { StatusTypeRef } from './status-type.ts';
import { UserStatusFailureRef } from './user-status-result.ts';

/** The enum `UserOrder`. */
export const UserOrderRef: EnumRef<BuilderTypes, UserOrder> = builder.enumType('UserOrder', {
  description: 'In which order users are listed, by Unicode code units and so the same everywhere.',
  values: {
    USERNAME: { description: 'A user never changes place.' },
    DISPLAY_NAME: { description: 'Whatever the case; users of one display name by username.' },
  } satisfies Record<(typeof USER_ORDERS)[number], object>,
});

/** The input `UserFilter`. */
export const UserFilterRef: InputRef<UserFilter> = builder.inputType('UserFilter', {
  description:
    'Conditions that must all hold. Those on statuses read the status of every user that search leaves.',
  fields: (t) => ({
    search: t.string({ description: 'In the username or the display name, whatever the case.' }),
    types: t.field({ type: [StatusTypeRef], description: 'Whose status has one of these types.' }),
    hasNote: t.boolean({ description: 'Whose status has a note, or has none.' }),
    backBefore: t.field({
      type: 'DateTime',
      description: 'Who has a return time, and means to be back before this.',
    }),
  }),
});

const PageInfoRef: ObjectRef<BuilderTypes, People> = builder.objectRef<People>('PageInfo').implement({
  description: "Where a page stands among others (Relay's cursor connections).",
  fields: (t) => ({
    hasNextPage: t.boolean({ resolve: ({ page }) => page.hasNextPage }),
    hasPreviousPage: t.boolean({ resolve: ({ page }) => page.hasPreviousPage }),
    startCursor: t.string({ nullable: true, resolve: ({ edges }) => edges[0]?.cursor ?? null }),
    endCursor: t.string({ nullable: true, resolve: ({ edges }) => edges.at(-1)?.cursor ?? null }),
  }),
});

const UserEdgeRef: ObjectRef<BuilderTypes, People['edges'][number]> = builder
  .objectRef<People['edges'][number]>('UserEdge')
  .implement({
    description: 'A user in a page.',
    fields: (t) => ({
      cursor: t.string({
        description: 'Opaque. It means the same place while users come and go.',
        resolve: ({ cursor }) => cursor,
      }),
      node: t.field({ type: UserRef, resolve: ({ node }) => node }),
    }),
  });

const UserFailureRef: ObjectRef<BuilderTypes, FailedPerson> = builder
  .objectRef<FailedPerson>('UserFailure')
  .implement({
    description: 'A user whose status could not be read while filtering by it.',
    fields: (t) => ({
      user: t.field({ type: UserRef, resolve: ({ person }) => person }),
      failure: t.field({ type: UserStatusFailureRef, resolve: (failed) => failed }),
    }),
  });

/** The object `UserConnection`. */
export const UserConnectionRef: ObjectRef<BuilderTypes, People> = builder
  .objectRef<People>('UserConnection')
  .implement({
    description: "A page of users (Relay's cursor connections).",
    fields: (t) => ({
      edges: t.field({ type: [UserEdgeRef], resolve: ({ edges }) => edges }),
      nodes: t.field({
        type: [UserRef],
        description: 'The same without cursors.',
        resolve: ({ edges }) => edges.map(({ node }) => node),
      }),
      pageInfo: t.field({ type: PageInfoRef, resolve: (people) => people }),
      totalCount: t.int({
        description: 'Of all pages, as the filter leaves them.',
        resolve: ({ totalCount }) => totalCount,
      }),
      failures: t.field({
        type: [UserFailureRef],
        description:
          'Whose status could not be read while filtering by it: nobody knows whether they belong here.',
        resolve: ({ failures }) => failures,
      }),
    }),
  });
