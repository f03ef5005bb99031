import { createServer } from 'node:http';
import { createLogger, parseConfig, startGateway } from '@live-status/gateway';
import { createSchema, createYoga } from 'graphql-yoga';
import { STATUS, startConstantServer } from './constant-server.ts';
import type { Group, ServerRequest } from './subject.ts';

const query = '{ userStatus(user: { username: "marty" }) { name type note returnTime userCreated } }';

const ask = (url: string): ServerRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
});

const typeDefs = `
  type Query { userStatus(user: UserRef!): UserStatus }
  input UserRef { username: String }
  type UserStatus { name: String! type: String! note: String! returnTime: String userCreated: Boolean! }
`;

/** A status asked for in GraphQL. */
export const gateways: Group = {
  title: 'GraphQL: userStatus',
  subjects: [
    {
      name: 'node:http, one constant body',
      role: 'floor',
      start: async () => ({ kind: 'server', request: ask(await startConstantServer(STATUS)) }),
    },
    {
      name: 'Yoga as it comes, fetch to the upstream',
      role: 'peer',
      async start(upstream) {
        const userStatus = async () => ({ ...(await (await fetch(upstream)).json()), returnTime: null });
        const schema = createSchema({ typeDefs, resolvers: { Query: { userStatus } } });
        const server = createServer(createYoga({ schema, logging: false }));
        await new Promise<void>((resolve) => {
          server.listen(0, '127.0.0.1', resolve);
        });
        const address = server.address();
        if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
        return { kind: 'server', request: ask(`http://127.0.0.1:${address.port}/graphql`) };
      },
    },
    {
      name: '@live-status/gateway, every protection on',
      role: 'ours',
      async start(upstream) {
        const config = parseConfig(
          {
            NODE_ENV: 'production',
            PORT: '0',
            UPSTREAM_URL: `${upstream}/communication_manager`,
            UPSTREAM_AUTH: 'service',
            UPSTREAM_USERNAME: 'manager',
            UPSTREAM_PASSWORD: 'secret',
          },
          () => '',
        );
        const { graphqlUrl } = await startGateway(config, createLogger('warn', process.stderr));
        return { kind: 'server', request: ask(graphqlUrl) };
      },
    },
  ],
};
