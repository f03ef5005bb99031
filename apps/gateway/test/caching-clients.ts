import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { type IntrospectionQuery, introspectionFromSchema } from 'graphql';
import { schema } from '../src/schema/schema.ts';
import { clientsPageBlock } from './clients-page.ts';
import { Shown } from './shown.ts';

/** A client with a normalised cache, as a page uses it. */
export interface CachingClient {
  /** Shows the answer to a query and keeps it up to date: from the cache, where that has all of it. */
  watch(document: string, variables?: object): Shown;
  /** What the cache alone has; null where something is missing. */
  cached(document: string, variables?: object): unknown;
  /** @throws where the answer has errors. */
  mutate(document: string, variables: object): Promise<unknown>;
  /** How many requests were sent. */
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

const makeApolloClient: MakeCachingClient = (uri) => {
  const { send, requests } = countedFetch();
  const cache = new InMemoryCache({ possibleTypes: POSSIBLE_TYPES });
  const client = new ApolloClient({ cache, link: new HttpLink({ uri, fetch: send }) });
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
    requests,
  };
};

/** What it tells people to give to Graphcache. */
export const WITHOUT_ID: readonly string[] = JSON.parse(clientsPageBlock('withoutId'));
const keys = Object.fromEntries(WITHOUT_ID.map((name) => [name, () => null]));
const introspection: IntrospectionQuery = introspectionFromSchema(schema);

const makeUrqlClient: MakeCachingClient = (url) => {
  const { send, requests } = countedFetch();
  const exchanges = [cacheExchange({ keys, schema: introspection }), fetchExchange];
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
    requests,
  };
};

export const CACHING_CLIENTS: readonly (readonly [string, MakeCachingClient])[] = [
  ['Apollo Client', makeApolloClient],
  ['urql with Graphcache', makeUrqlClient],
];
