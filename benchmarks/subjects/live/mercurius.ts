// mercurius's subscriptions over WebSockets as its documentation has them, with the emitter that it brings and graphql-jit.
// Arguments: port, port for changes.
import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { takeChanges } from './changes.ts';
import { typeDefs, type WatchArgs } from './peer-schema.ts';

const [port = 0, changesPort = 0] = process.argv.slice(2).map(Number);
const topicOf = (username: string) => `userStatus_${username}`;

const app = fastify();
await app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  subscription: true,
  resolvers: {
    Subscription: {
      userStatusEvents: {
        subscribe: (_: unknown, { users }: WatchArgs, { pubsub }) =>
          pubsub.subscribe(users.map(({ username }) => topicOf(username))),
      },
    },
  },
});
await app.listen({ host: '127.0.0.1', port, backlog: 4096 });

takeChanges(changesPort, (username, change) =>
  app.graphql.pubsub.publish({ topic: topicOf(username), payload: { userStatusEvents: change } }),
);
