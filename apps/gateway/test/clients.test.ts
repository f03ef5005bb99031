import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { ClientError, GraphQLClient } from 'graphql-request';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../src/listen.ts';
import { startTestGateway, type TestGateway } from './running.ts';

const READ = `query Read($username: String!) { userStatus(user: { username: $username }) { __typename id name type } }`;
const SET = `mutation Set($input: SetUserStatusInput!) { setUserStatus(input: $input) { userStatus { __typename id name type } } }`;
const BOTH = `{ good: userStatus(user: { username: "doc" }) { __typename id name } bad: userStatus(user: { username: "biff" }) { __typename id name } }`;
const input = { user: { username: 'marty' }, name: 'At the clock tower', type: 'AWAY' };

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running[Symbol.asyncDispose]());

const codes = (errors: readonly { readonly extensions?: Record<string, unknown> | undefined }[] = []) =>
  errors.map(({ extensions }) => extensions?.['code']);

describe('Apollo Client', () => {
  const makeClient = (uri = running.gateway.graphqlUrl) =>
    new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([new HttpLink({ uri })]) });

  test('a mutation updates what a query has in the cache, by the lasting id', async () => {
    const client = makeClient();
    const read = () => client.query({ query: gql(READ), variables: { username: 'marty' } });
    await read();
    await client.mutate({ mutation: gql(SET), variables: { input } });
    const { data } = await read();
    expect(data).toMatchObject({ userStatus: { name: 'At the clock tower', type: 'AWAY' } });
  });

  test('each error policy has what it promises', async () => {
    const query = gql(BOTH);
    const none = makeClient().query({ query, errorPolicy: 'none' });
    await expect(none).rejects.toSatisfy(
      (error) => CombinedGraphQLErrors.is(error) && codes(error.errors)[0] === 'NOT_LICENSED',
    );
    const all = await makeClient().query({ query, errorPolicy: 'all' });
    expect(all.data).toMatchObject({ good: { name: 'Available' }, bad: null });
    expect(CombinedGraphQLErrors.is(all.error) && codes(all.error.errors)).toEqual(['NOT_LICENSED']);
    const ignore = await makeClient().query({ query, errorPolicy: 'ignore' });
    expect(ignore).toMatchObject({ data: { good: { name: 'Available' } } });
    expect(ignore.error).toBeUndefined();
  });

  test('variables that do not fit come as errors with their codes', async () => {
    const variables = { input: { ...input, type: 'BUSY' } };
    const result = await makeClient().mutate({ mutation: gql(SET), variables, errorPolicy: 'all' });
    expect(CombinedGraphQLErrors.is(result.error) && codes(result.error.errors)).toEqual([
      'STATUS_TYPE_INVALID',
    ]);
  });
});

describe('urql', () => {
  const client = () =>
    new Client({ url: running.gateway.graphqlUrl, exchanges: [fetchExchange], preferGetMethod: false });

  test('reads and sets', async () => {
    const set = await client()
      .mutation(SET, { input: { ...input, user: { username: 'doc' } } })
      .toPromise();
    expect(set.error).toBeUndefined();
    const { data } = await client().query(READ, { username: 'doc' }).toPromise();
    expect(data).toMatchObject({ userStatus: { name: 'At the clock tower' } });
  });

  test('has the data beside the error, with its code', async () => {
    const { data, error } = await client().query(READ, { username: 'biff' }).toPromise();
    expect(data).toEqual({ userStatus: null });
    expect(codes(error?.graphQLErrors)).toEqual(['NOT_LICENSED']);
  });

  test('may ask by GET', async () => {
    const { data, error } = await client()
      .query(READ, { username: 'george' }, { preferGetMethod: 'force' })
      .toPromise();
    expect(error).toBeUndefined();
    expect(data).toMatchObject({ userStatus: { name: 'Available' } });
  });
});

describe('graphql-request', () => {
  test('reads, and throws with code and data', async () => {
    const client = new GraphQLClient(running.gateway.graphqlUrl);
    const read = await client.request(READ, { username: 'jennifer' });
    expect(read).toMatchObject({ userStatus: { name: 'Available' } });
    await expect(client.request(READ, { username: 'nobody' })).rejects.toSatisfy(
      (error) => error instanceof ClientError && codes(error.response.errors)[0] === 'USER_NOT_FOUND',
    );
  });

  test('with errorPolicy all it has both', async () => {
    const client = new GraphQLClient(running.gateway.graphqlUrl, { errorPolicy: 'all' });
    const { data, errors } = await client.rawRequest<Record<string, unknown>>(BOTH);
    expect(data).toMatchObject({ good: {}, bad: null });
    expect(codes(errors)).toEqual(['NOT_LICENSED']);
  });
});

describe('a caller who aborts', () => {
  const clients: [string, (url: string, signal: AbortSignal) => Promise<unknown>][] = [
    [
      'fetch',
      (url, signal) =>
        fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: READ, variables: { username: 'marty' } }),
          signal,
        }),
    ],
    [
      'Apollo Client',
      (uri, signal) =>
        new ApolloClient({
          cache: new InMemoryCache(),
          link: new HttpLink({ uri, fetchOptions: { signal } }),
        }).query({
          query: gql(READ),
          variables: { username: 'marty' },
        }),
    ],
    [
      'urql',
      (url, signal) =>
        new Promise((_resolve, reject) => {
          const client = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
          const { unsubscribe } = client.query(READ, { username: 'marty' }).subscribe(() => undefined);
          signal.addEventListener('abort', () => {
            unsubscribe();
            reject(signal.reason);
          });
        }),
    ],
    [
      'graphql-request',
      (url, signal) => new GraphQLClient(url, { signal }).request(READ, { username: 'marty' }),
    ],
  ];
  test.each(clients)('with %s ends the call to the upstream', async (_name, ask) => {
    const { promise: asked, resolve } = Promise.withResolvers<{ readonly closed: Promise<unknown> }>();
    const upstream = await listen(
      ({ socket }) => resolve({ closed: new Promise((gone) => socket.once('close', gone)) }),
      '127.0.0.1',
      0,
    );
    await using waiting = await startTestGateway({
      UPSTREAM_URL: `${upstream.origin}/communication_manager`,
      UPSTREAM_AUTH: 'service',
      UPSTREAM_USERNAME: 'gateway',
      UPSTREAM_PASSWORD: 'own-secret-4712',
    });
    const caller = new AbortController();
    const answer = ask(waiting.gateway.graphqlUrl, caller.signal);
    const { closed } = await asked;
    const abortedAt = performance.now();
    caller.abort();
    await expect(answer).rejects.toBeDefined();
    await closed;
    expect(performance.now() - abortedAt).toBeLessThan(1000);
    expect(waiting.logged()).not.toContain('"level":50');
    await upstream.close(0);
  });
});
