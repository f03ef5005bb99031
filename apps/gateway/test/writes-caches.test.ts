import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';
import { MARTY_ID } from './writes.ts';

const FIELDS =
  '{ __typename id name note user { __typename id username status { __typename ... on UserStatus { id note } } } }';
const READ = gql(`{ userStatus(user: { username: "marty" }) ${FIELDS} }`);
const mutations = {
  setUserStatus: 'name: "Lunch", type: AWAY, note: $note',
  updateUserStatus: 'note: $note',
};

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running?.[Symbol.asyncDispose]());

/** A client that has read a status and keeps what it read. */
async function startClient() {
  const link = ApolloLink.from([new HttpLink({ uri: running.gateway.graphqlUrl })]);
  const cache = new InMemoryCache({
    possibleTypes: { UserStatusResult: ['UserStatus', 'UserStatusFailure'] },
  });
  const client = new ApolloClient({ cache, link });
  await client.query({ query: READ });
  const cached = () => {
    const { userStatus } = Object(cache.readQuery({ query: READ }));
    return [userStatus.note, userStatus.user.status.note];
  };
  const mutate = async (field: keyof typeof mutations, note: string, isDryRun: boolean) => {
    const user = `user: { id: "${MARTY_ID}" }`;
    const mutation = gql(`mutation ($note: String!, $dryRun: Boolean!) {
      ${field}(input: { ${user}, ${mutations[field]}, dryRun: $dryRun }) { userStatus ${FIELDS} previous ${FIELDS} } }`);
    const { data } = await client.mutate({ mutation, variables: { note, dryRun: isDryRun } });
    return Object(data)[field];
  };
  return { cached, mutate };
}

describe.each(['setUserStatus', 'updateUserStatus'] as const)('a cache by ids, after %s', (field) => {
  test('with what was there before, has what is there now', async () => {
    const { cached, mutate } = await startClient();
    const [before] = cached();
    const { previous, userStatus } = await mutate(field, `set by ${field}`, false);
    expect([previous.note, userStatus.note]).toEqual([before, `set by ${field}`]);
    expect(cached()).toEqual([`set by ${field}`, `set by ${field}`]);
  });

  test('as a dry run, still has what is there', async () => {
    const { cached, mutate } = await startClient();
    const before = cached();
    const { previous, userStatus } = await mutate(field, 'tried', true);
    expect([previous.note, userStatus.note]).toEqual([before[0], 'tried']);
    expect([previous.user.status.note, userStatus.user.status.note]).toEqual(before);
    expect(cached()).toEqual(before);
  });
});
