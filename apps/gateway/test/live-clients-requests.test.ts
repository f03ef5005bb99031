import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';

const query = 'subscription { userStatusEvents { __typename } }';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running[Symbol.asyncDispose]());

describe("Apollo Client's HttpLink, which asks for subscriptions in multipart/mixed", () => {
  test('is told what to ask for, with 406', async () => {
    const accept =
      'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9';
    const { status, body } = await running.ask(query, undefined, { accept });
    expect(status).toBe(406);
    expect(body.errors?.[0]?.message).toMatch('accept text/event-stream, or connect by WebSocket');
  });

  test('shows that as the error of the subscription', async () => {
    const link = ApolloLink.from([new HttpLink({ uri: running.gateway.graphqlUrl })]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    client.subscribe({ query: gql(query) }).subscribe({ next: ({ error }) => resolve(error), error: reject });
    const error = await promise;
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });
});
