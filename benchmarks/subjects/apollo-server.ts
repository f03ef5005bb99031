// Apollo Server 5 as its documentation starts it, with one RESTDataSource a request.
// Arguments: port, base URL of the upstream, credentials.
import { type AugmentedRequest, RESTDataSource } from '@apollo/datasource-rest';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { returnTime, statusTypeValues, typeDefs } from './peer-schema.ts';
import type { RestStatus, StatusUpdate } from './peer-upstream.ts';

const [port = '', upstream = '', authorization = ''] = process.argv.slice(2);

class StatusSource extends RESTDataSource {
  override baseURL = `${upstream}/rest/live/coreServers/getByName/default/users/getByName/`;

  override willSendRequest(_path: string, request: AugmentedRequest) {
    request.headers['authorization'] = authorization;
  }

  read(username: string): Promise<RestStatus> {
    return this.get(`${encodeURIComponent(username)}/status`);
  }

  async set(username: string, update: StatusUpdate): Promise<void> {
    await this.post(`${encodeURIComponent(username)}/status/set`, { body: { ...update, returnTime: -1 } });
  }
}

interface Context {
  readonly statuses: StatusSource;
}

interface Ref {
  readonly username: string;
}

interface SetInput extends StatusUpdate {
  readonly user: Ref;
  readonly clientMutationId?: string;
}

const server = new ApolloServer<Context>({
  typeDefs,
  resolvers: {
    StatusType: statusTypeValues,
    UserStatus: { returnTime },
    UserStatusResult: {
      __resolveType: (result: RestStatus | { code: string }) =>
        'code' in result ? 'UserStatusFailure' : 'UserStatus',
    },
    Query: {
      userStatus: (_: unknown, { user }: { user: Ref }, { statuses }) => statuses.read(user.username),
      userStatuses: (_: unknown, { users }: { users: Ref[] }, { statuses }) =>
        Promise.all(
          users.map(({ username }) =>
            statuses.read(username).catch((error: Error) => ({ code: 'FAILED', message: error.message })),
          ),
        ),
    },
    Mutation: {
      setUserStatus: async (
        _: unknown,
        { input: { user, name, type, note, clientMutationId } }: { input: SetInput },
        { statuses },
      ) => {
        await statuses.set(user.username, { name, type, note });
        return { username: user.username, clientMutationId };
      },
    },
    SetUserStatusPayload: {
      userStatus: ({ username }: Ref, _: unknown, { statuses }) => statuses.read(username),
    },
  },
});
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(port) },
  context: async () => ({ statuses: new StatusSource({ cache: server.cache }) }),
});
