// The Yoga server that everybody writes: Pothos, one DataLoader a request, undici, Yoga's own defaults.
// Arguments: port, base URL of the upstream, credentials.
import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import DataLoader from 'dataloader';
import { createYoga } from 'graphql-yoga';
import { returnTime, STATUS_TYPES } from './peer-schema.ts';
import { createPeerUpstream, type RestStatus } from './peer-upstream.ts';

interface Context {
  readonly statuses: DataLoader<string, RestStatus>;
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

interface Payload {
  readonly username: string;
  readonly clientMutationId: string | null;
}

const [port = '', upstreamUrl = '', authorization = ''] = process.argv.slice(2);
const upstream = createPeerUpstream(upstreamUrl, authorization);

const builder = new SchemaBuilder<{
  Context: Context;
  Objects: { UserStatus: RestStatus; UserStatusFailure: Failure; SetUserStatusPayload: Payload };
}>({});

const StatusType = builder.enumType('StatusType', {
  values: Object.fromEntries(STATUS_TYPES.map((type) => [type.toUpperCase(), { value: type }])),
});
builder.objectType('UserStatus', {
  fields: (t) => ({
    name: t.exposeString('name'),
    type: t.field({ type: StatusType, resolve: ({ type }) => type }),
    note: t.exposeString('note'),
    returnTime: t.string({ nullable: true, resolve: returnTime }),
    userCreated: t.exposeBoolean('userCreated'),
  }),
});
builder.objectType('UserStatusFailure', {
  fields: (t) => ({ code: t.exposeString('code'), message: t.exposeString('message') }),
});
const UserStatusResult = builder.unionType('UserStatusResult', {
  types: ['UserStatus', 'UserStatusFailure'],
  resolveType: (result) => ('code' in result ? 'UserStatusFailure' : 'UserStatus'),
});
const UserRef = builder.inputType('UserRef', {
  fields: (t) => ({ username: t.string({ required: true }) }),
});
const SetUserStatusInput = builder.inputType('SetUserStatusInput', {
  fields: (t) => ({
    user: t.field({ type: UserRef, required: true }),
    name: t.string({ required: true }),
    type: t.field({ type: StatusType, required: true }),
    note: t.string({ required: true, defaultValue: '' }),
    clientMutationId: t.string(),
  }),
});
builder.queryType({
  fields: (t) => ({
    userStatus: t.field({
      type: 'UserStatus',
      nullable: true,
      args: { user: t.arg({ type: UserRef, required: true }) },
      resolve: (_, { user }, { statuses }) => statuses.load(user.username),
    }),
    userStatuses: t.field({
      type: [UserStatusResult],
      args: { users: t.arg({ type: [UserRef], required: true }) },
      resolve: async (_, { users }, { statuses }) =>
        (await statuses.loadMany(users.map(({ username }) => username))).map((result) =>
          result instanceof Error ? { code: 'FAILED', message: result.message } : result,
        ),
    }),
  }),
});
builder.objectType('SetUserStatusPayload', {
  fields: (t) => ({
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
    userStatus: t.field({
      type: 'UserStatus',
      nullable: true,
      resolve: ({ username }, _, { statuses }) => statuses.load(username),
    }),
  }),
});
builder.mutationType({
  fields: (t) => ({
    setUserStatus: t.field({
      type: 'SetUserStatusPayload',
      nullable: true,
      args: { input: t.arg({ type: SetUserStatusInput, required: true }) },
      resolve: async (_, { input: { user, name, type, note, clientMutationId } }) => {
        await upstream.set(user.username, { name, type, note });
        return { username: user.username, clientMutationId: clientMutationId ?? null };
      },
    }),
  }),
});

const readAll = (usernames: readonly string[]) =>
  Promise.all(usernames.map((username) => upstream.read(username).catch((error: Error) => error)));

const yoga = createYoga({
  schema: builder.toSchema(),
  context: (): Context => ({ statuses: new DataLoader(readAll) }),
});
createServer(yoga).listen(Number(port), '127.0.0.1');
