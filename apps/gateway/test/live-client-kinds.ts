import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { fetchExchange, Client as UrqlClient } from '@urql/core';
import { createApolloClient } from './live-client-apollo.ts';
import { watchByCurl } from './live-client-curl.ts';
import { subscribeByEventSource } from './live-client-event-source.ts';
import { createStreamClient } from './live-client-graphql-sse.ts';
import { createSocketClient } from './live-client-graphql-ws.ts';
import { type Picture, WATCH_AFTER } from './live-client-picture.ts';
import { createNetwork } from './live-client-relay.ts';
import { resuming, type Subscribe } from './live-client-resuming.ts';
import { WATCHED } from './live-client-upstream.ts';
import { createUrqlClient } from './live-client-urql.ts';
import { subscribeByFetch } from './live-client-urql-fetch.ts';

/** Watches everybody who is watched at all and tells a picture; what it gives ends that. */
export type Watch = (url: string, picture: Picture) => () => void;

/** A way in which programs watch. */
export interface ClientKind {
  readonly title: string;
  /** Whether it says behind which cursor it goes on. */
  readonly resumes: boolean;
  readonly watch: Watch;
}

export const variables: Record<string, unknown> = { users: WATCHED.map((username) => ({ username })) };
const request = { query: WATCH_AFTER, variables };

const into = (picture: Picture) => ({
  next: (result: unknown) => picture.take(result),
  error: (error: unknown) => picture.take({ error: String(error) }),
  complete: () => picture.take({ error: 'it is complete' }),
});

const subscribing =
  (subscribeAt: (url: string) => Subscribe): Watch =>
  (url, picture) =>
    subscribeAt(url)(request, into(picture));

const byUrql = (client: UrqlClient, picture: Picture): (() => void) =>
  client.subscription(WATCH_AFTER, variables).subscribe((result) => picture.take(result)).unsubscribe;

const byApollo = (client: ApolloClient, picture: Picture): (() => void) => {
  const told = client.subscribe<unknown>({ query: gql(WATCH_AFTER), variables, fetchPolicy: 'no-cache' });
  const subscription = told.subscribe(into(picture));
  return () => subscription.unsubscribe();
};

const byRelay =
  (subscribeAt: (url: string) => Subscribe): Watch =>
  (url, picture) => {
    const network = createNetwork(url, subscribeAt(url));
    const operation = { id: null, cacheID: 'Board', name: 'Board', text: WATCH_AFTER, metadata: {} };
    const told = network.execute({ ...operation, operationKind: 'subscription' }, variables, {});
    const subscription = told.subscribe(into(picture));
    return () => subscription.unsubscribe();
  };

const resumingSocket = (url: string) => resuming(createSocketClient(url));
const resumingStream = (url: string) => resuming(createStreamClient(url));

const kinds: readonly (readonly [title: string, resumes: boolean, watch: Watch])[] = [
  ['graphql-ws', false, subscribing((url) => createSocketClient(url).subscribe)],
  ['graphql-ws that resumes', true, subscribing(resumingSocket)],
  ['graphql-sse', false, subscribing((url) => createStreamClient(url).subscribe)],
  ['graphql-sse that resumes', true, subscribing(resumingStream)],
  [
    'graphql-sse with one connection, that resumes',
    true,
    subscribing((url) => resuming(createStreamClient(url, undefined, true))),
  ],
  [
    'urql over graphql-ws',
    true,
    (url, picture) => byUrql(createUrqlClient(url, resumingSocket(url)), picture),
  ],
  [
    'urql over graphql-sse',
    true,
    (url, picture) => byUrql(createUrqlClient(url, resumingStream(url)), picture),
  ],
  [
    'urql by itself',
    true,
    (url, picture) =>
      subscribeByFetch(
        new UrqlClient({ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false }),
        WATCH_AFTER,
        variables,
        (result) => picture.take(result),
      ),
  ],
  [
    'Apollo Client with GraphQLWsLink',
    false,
    (url, picture) =>
      byApollo(
        new ApolloClient({
          cache: new InMemoryCache(),
          link: ApolloLink.from([new GraphQLWsLink(createSocketClient(url))]),
        }),
        picture,
      ),
  ],
  [
    'Apollo Client over graphql-ws',
    true,
    (url, picture) => byApollo(createApolloClient(url, resumingSocket(url)), picture),
  ],
  [
    'Apollo Client over graphql-sse',
    true,
    (url, picture) => byApollo(createApolloClient(url, resumingStream(url)), picture),
  ],
  ["Relay's network over graphql-ws", true, byRelay(resumingSocket)],
  ["Relay's network over graphql-sse", true, byRelay(resumingStream)],
  [
    'EventSource',
    true,
    (url, picture) => subscribeByEventSource(url, WATCH_AFTER, variables, (result) => picture.take(result)),
  ],
  ['curl in a loop', true, watchByCurl],
];

export const CLIENT_KINDS: readonly ClientKind[] = kinds.map(([title, resumes, watch]) => ({
  title,
  resumes,
  watch,
}));
