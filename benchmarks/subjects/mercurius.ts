// mercurius on fastify, with graphql-jit from the first use of a document on and mercurius's loaders.
// Arguments: port, base URL of the upstream, credentials.
import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { returnTime, type StatusType, typeDefs } from './peer-schema.ts';
import { createPeerUpstream, type RestStatus, type StatusUpdate } from './peer-upstream.ts';

interface Ref {
  readonly username: string;
}

interface SetInput extends Omit<StatusUpdate, 'type'> {
  readonly type: Uppercase<StatusType>;
  readonly user: Ref;
  readonly clientMutationId?: string;
}

const [port = '', upstreamUrl = '', authorization = ''] = process.argv.slice(2);
const upstream = createPeerUpstream(upstreamUrl, authorization);

const app = fastify();
await app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  resolvers: {
    // mercurius has no values for an enum's names.
    UserStatus: { returnTime, type: ({ type }: RestStatus) => type.toUpperCase() },
    UserStatusResult: {
      resolveType: (result: RestStatus | { code: string }) =>
        'code' in result ? 'UserStatusFailure' : 'UserStatus',
    },
    Query: {
      userStatus: (_: unknown, { user }: { user: Ref }) => upstream.read(user.username),
      userStatuses: (_: unknown, { users }: { users: Ref[] }) =>
        Promise.all(
          users.map(({ username }) =>
            upstream.read(username).catch((error: Error) => ({ code: 'FAILED', message: error.message })),
          ),
        ),
    },
    Mutation: {
      setUserStatus: async (
        _: unknown,
        { input: { user, name, type, note, clientMutationId } }: { input: SetInput },
      ) => {
        await upstream.set(user.username, { name, type: type.toLowerCase() as StatusType, note });
        return { username: user.username, clientMutationId };
      },
    },
  },
  loaders: {
    SetUserStatusPayload: {
      userStatus: (queries: { obj: Ref }[]) =>
        Promise.all(queries.map(({ obj }) => upstream.read(obj.username))),
    },
  },
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
