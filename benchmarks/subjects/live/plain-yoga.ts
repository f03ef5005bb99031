// Yoga's event streams as its documentation has them: createPubSub, a topic a user, and Yoga's own defaults.
// Arguments: port, port for changes.
import { createServer } from 'node:http';
import { createPubSub, createSchema, createYoga, Repeater } from 'graphql-yoga';
import type { Changed } from '../../src/subscribers/document.ts';
import { takeChanges } from './changes.ts';
import { typeDefs, type WatchArgs } from './peer-schema.ts';

const [port = 0, changesPort = 0] = process.argv.slice(2).map(Number);
const pubSub = createPubSub<{ userStatus: [username: string, change: Changed] }>();

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      Subscription: {
        userStatusEvents: {
          subscribe: (_: unknown, { users }: WatchArgs) =>
            Repeater.merge(users.map(({ username }) => pubSub.subscribe('userStatus', username))),
          resolve: (change: Changed) => change,
        },
      },
    },
  }),
});
createServer(yoga).listen(port, '127.0.0.1', 4096);

takeChanges(changesPort, (username, change) => pubSub.publish('userStatus', username, change));
