import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache, type TypePolicies } from '@apollo/client';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { type IntrospectionQuery, introspectionFromSchema } from 'graphql';
import { schema } from '../src/schema/schema.ts';
import { clientsPageBlock } from './clients-page.ts';
import { SubscriptionLink } from './live-client-apollo.ts';
import { createStreamClient } from './live-client-graphql-sse.ts';
import { resuming } from './live-client-resuming.ts';
import { forwardTo } from './live-client-urql.ts';
import { Shown } from './shown.ts';

/** A client with a normalised cache, as a page uses it. */
export interface CachingClient {
  /** Shows the answer to a query and keeps it up to date: from the cache, where that has all of it. */
  watch(document: string, variables?: object): Shown;
  /** What the cache alone has; null where something is missing. */
  cached(document: string, variables?: object): unknown;
  /** @throws where the answer has errors. */
  mutate(document: string, variables: object): Promise<unknown>;
  /** Takes what a subscription tells. */
  subscribe(document: string, variables?: object): Shown;
  /** How many requests were sent, but for subscriptions. */
  requests(): number;
}

/** Makes a client of its own for a test. */
export type MakeCachingClient = (url: string) => CachingClient;

function countedFetch(): { readonly send: typeof fetch; readonly requests: () => number } {
  let sent = 0;
  const send: typeof fetch = (...request) => {
    sent += 1;
    return fetch(...request);
  };
  return { send, requests: () => sent };
}

/** What the page on clients tells people to give to Apollo's cache. */
export const POSSIBLE_TYPES: Record<string, string[]> = JSON.parse(clientsPageBlock('possibleTypes'));
const TYPE_POLICIES: TypePolicies = JSON.parse(clientsPageBlock('typePolicies'));

const makeApolloClient: MakeCachingClient = (uri) => {
  const { send, requests } = countedFetch();
  const cache = new InMemoryCache({ possibleTypes: POSSIBLE_TYPES, typePolicies: TYPE_POLICIES });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new SubscriptionLink(resuming(createStreamClient(uri))),
    new HttpLink({ uri, fetch: send }),
  );
  const client = new ApolloClient({ cache, link });
  return {
    watch(document, variables = {}) {
      const shown = new Shown();
      const query = client.watchQuery<unknown>({ query: gql(document), variables });
      const watching = query.subscribe(({ data, error }) => shown.show(data, error));
      return shown.endedBy(() => watching.unsubscribe());
    },
    cached: (document, variables = {}) => client.readQuery<unknown>({ query: gql(document), variables }),
    mutate: async (document, variables) => {
      const { data } = await client.mutate<unknown>({ mutation: gql(document), variables });
      return data;
    },
    subscribe(document, variables = {}) {
      const shown = new Shown();
      const told = client.subscribe<unknown>({ query: gql(document), variables });
      const telling = told.subscribe(({ data, error }) => shown.show(data, error));
      return shown.endedBy(() => telling.unsubscribe());
    },
    requests,
  };
};

/** What it tells people to give to Graphcache. */
export const WITHOUT_ID: readonly string[] = JSON.parse(clientsPageBlock('withoutId'));
const keys = Object.fromEntries(WITHOUT_ID.map((name) => [name, () => null]));
const introspection: IntrospectionQuery = introspectionFromSchema(schema);

const makeUrqlClient: MakeCachingClient = (url) => {
  const { send, requests } = countedFetch();
  const forwardSubscription = forwardTo(resuming(createStreamClient(url)));
  const exchanges = [
    cacheExchange({ keys, schema: introspection }),
    fetchExchange,
    subscriptionExchange({ forwardSubscription }),
  ];
  const client = new Client({ url, exchanges, fetch: send, preferGetMethod: false });
  return {
    watch(document, variables = {}) {
      const shown = new Shown();
      const watching = client
        .query<unknown>(document, variables)
        .subscribe(({ data, error }) => shown.show(data, error));
      return shown.endedBy(() => watching.unsubscribe());
    },
    cached: (document, variables = {}) => client.readQuery<unknown>(document, variables)?.data ?? null,
    mutate: async (document, variables) => {
      const { data, error } = await client.mutation<unknown>(document, variables).toPromise();
      if (error !== undefined) throw error;
      return data;
    },
    subscribe(document, variables = {}) {
      const shown = new Shown();
      const told = client.subscription<unknown>(document, variables);
      const telling = told.subscribe(({ data, error }) => shown.show(data, error));
      return shown.endedBy(() => telling.unsubscribe());
    },
    requests,
  };
};

export const CACHING_CLIENTS: readonly (readonly [string, MakeCachingClient])[] = [
  ['Apollo Client', makeApolloClient],
  ['urql with Graphcache', makeUrqlClient],
];
