import { parseCoreServerRef, parseTarget, STATUS_TYPES } from '@live-status/domain';
import { faultCode } from '../errors/fault.ts';
import { costs, type FieldCost, perItem } from '../limits/upstream-calls.ts';
import { isAboutStatuses, type UserFilter } from '../people/filter-users.ts';
import { DEFAULT_PAGE, MAX_PAGE } from '../people/page-users.ts';
import { assertMayRead } from './access.ts';
import { builder } from './builder.ts';
import { CoreServerNodeRef } from './core-server.ts';
import { NodeRef, readNode } from './node.ts';
import { MAX_USERS, observeAll } from './observe-all.ts';
import { readStatus } from './observed-status.ts';
import { listPeople } from './people.ts';
import { listedPerson, readUser } from './person.ts';
import { StatusPresetRef } from './preset.ts';
import { CoreServerRefInput, DEFAULT_CORE_SERVER, UserRefInput } from './references.ts';
import { UserRef, UserStatusRef } from './refs.ts';
import { StatusTypeInfoRef } from './status-type.ts';
import { UserConnectionRef, UserFilterRef, UserOrderRef } from './user-connection.ts';
import { UserStatusResultRef } from './user-status-result.ts';

/** One list; with a condition on statuses as many reads as it may take, and then none for the statuses of the page. */
function costOfUsers({ filter, first, last }: Readonly<Record<string, unknown>>): FieldCost {
  const isFiltered = typeof filter === 'object' && filter !== null && isAboutStatuses(filter as UserFilter);
  if (isFiltered) return { calls: 1 + MAX_USERS, times: 0 };
  const size = Number(last ?? first ?? DEFAULT_PAGE);
  return { calls: 1, times: Math.min(Math.max(size, 0), MAX_PAGE) || 0 };
}

builder.queryType({
  fields: (t) => {
    const coreServer = t.arg({
      type: CoreServerRefInput,
      required: true,
      defaultValue: DEFAULT_CORE_SERVER,
    });
    return {
      userStatus: t.field({
        type: UserStatusRef,
        nullable: true,
        description: 'The live status of one user; null with an entry in errors where it cannot be read.',
        extensions: costs(),
        args: { coreServer, user: t.arg({ type: UserRefInput, required: true }) },
        resolve: (_root, args, context) => readStatus(context, parseTarget(args)),
      }),
      userStatuses: t.field({
        type: [UserStatusResultRef],
        description: `The live status of at most ${MAX_USERS} users: as many results as users, in the same order. What cannot be read is a UserStatusFailure in its place.`,
        extensions: costs(({ users }) => perItem('users', users, MAX_USERS)),
        args: { coreServer, users: t.arg({ type: [UserRefInput], required: true }) },
        resolve: (_root, args, context) => observeAll(context, args.coreServer, args.users),
      }),
      user: t.field({
        type: UserRef,
        nullable: true,
        description:
          'One user of the directory, licensed or not; null with an entry in errors where there is none.',
        extensions: costs({ calls: 1 }, 'read'),
        args: { coreServer, user: t.arg({ type: UserRefInput, required: true }) },
        resolve: async (_root, args, context) => {
          const target = parseTarget(args);
          return listedPerson(target.coreServer, await readUser(context, target));
        },
      }),
      users: t.field({
        type: UserConnectionRef,
        description: `The users of a core server, licensed or not, page by page: ${DEFAULT_PAGE} unless first or last says otherwise, at most ${MAX_PAGE}. Each user who is there all the time comes exactly once, whoever comes and goes meanwhile. A condition on statuses is refused with QUERY_TOO_COMPLEX where search leaves more than ${MAX_USERS} users.`,
        extensions: costs(costOfUsers, 'read'),
        args: {
          coreServer,
          filter: t.arg({ type: UserFilterRef }),
          orderBy: t.arg({ type: UserOrderRef, required: true, defaultValue: 'USERNAME' }),
          first: t.arg.int(),
          after: t.arg.string(),
          last: t.arg.int(),
          before: t.arg.string(),
        },
        resolve: (_root, { coreServer: ref, ...args }, context) =>
          listPeople(context, parseCoreServerRef(ref), args),
      }),
      coreServer: t.field({
        type: CoreServerNodeRef,
        nullable: true,
        description: 'A core server that this gateway was told of; null where it was not.',
        args: { coreServer },
        resolve: (_root, args, { caller, parts }) => {
          assertMayRead(caller);
          const ref = parseCoreServerRef(args.coreServer);
          return parts.coreServers.find(ref) === undefined ? null : { coreServer: ref };
        },
      }),
      coreServers: t.field({
        type: [CoreServerNodeRef],
        description:
          'The core servers that this gateway was told of: there may be others. The REST resource does not list them.',
        resolve: (_root, _args, { caller, parts }) => {
          assertMayRead(caller);
          return parts.coreServers.known.map(({ slug }) => ({ coreServer: { slug } }));
        },
      }),
      presets: t.field({
        type: [StatusPresetRef],
        description:
          'The statuses that people of a core server choose from, in their order; none where this gateway was told of none.',
        args: { coreServer },
        resolve: (_root, args, { caller, parts }) => {
          assertMayRead(caller);
          const ref = parseCoreServerRef(args.coreServer);
          return parts.presets.of(ref).map((preset) => ({ coreServer: ref, preset }));
        },
      }),
      statusTypes: t.field({
        type: [StatusTypeInfoRef],
        description: 'Every status type there is, with its label.',
        resolve: () => [...STATUS_TYPES],
      }),
      node: t.field({
        type: NodeRef,
        nullable: true,
        description: 'What an id stands for, read anew.',
        extensions: costs(),
        args: { id: t.arg.id({ required: true, extensions: faultCode('REFERENCE_INVALID') }) },
        resolve: (_root, { id }, context) => readNode(context, id),
      }),
    };
  },
});
