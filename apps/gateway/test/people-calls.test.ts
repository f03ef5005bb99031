import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { manyUsers, type PeopleUpstream, startPeopleUpstream } from './people-upstream.ts';
import { startTestGateway, type TestGateway } from './running.ts';

const COUNT = 500;
const USERS = manyUsers(COUNT);
const byId = (count = COUNT) => USERS.slice(0, count).map(({ id }) => ({ id }));
const byUsername = (count = COUNT) => USERS.slice(0, count).map(({ userName: username }) => ({ username }));
const IDS = 'query ($u: [UserRef!]!) { userStatuses(users: $u) { ... on UserStatus { id } } }';

let upstream: PeopleUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startPeopleUpstream(USERS);
});
afterAll(() => upstream?.[Symbol.asyncDispose]());

/** One that knows nobody yet. */
async function fresh(): Promise<TestGateway> {
  gateway = await startTestGateway(upstream.variables);
  return gateway;
}
/** Asks, without an error, and says what it asked of the upstream. */
async function callsOf(query: string, variables?: object) {
  upstream.take();
  const { body } = await gateway.ask(query, variables);
  expect(body.errors).toBeUndefined();
  return upstream.take();
}

describe('a page of users costs one list, and the statuses that are selected', () => {
  beforeAll(fresh);
  afterAll(() => gateway[Symbol.asyncDispose]());

  const STATUS = 'status { ... on UserStatus { name note user { displayName } } }';
  test.each<[string, object]>([
    ['{ users { totalCount } }', { users: 1 }],
    ['{ users { nodes { id userId username displayName configurationId } } }', { users: 1 }],
    [`{ users(first: 7) { nodes { ${STATUS} } } }`, { users: 1, status: 7 }],
    [`{ users(last: 7) { edges { node { id ${STATUS} } } nodes { ${STATUS} } } }`, { users: 1, status: 7 }],
    [`{ a: users(first: 3) { nodes { displayName } } b: users(last: 3) { totalCount } }`, { users: 1 }],
    [`{ users(first: 0) { nodes { ${STATUS} } } }`, { users: 1 }],
    [
      `{ users(first: 9, filter: { hasNote: true }) { totalCount nodes { displayName ${STATUS} } } }`,
      { users: 1, status: COUNT },
    ],
    [
      `{ users(first: 9, filter: { search: "user-49", hasNote: true }) { nodes { ${STATUS} } } }`,
      { users: 1, status: 11 },
    ],
    ['{ coreServers { id } presets { id } statusTypes { label } }', {}],
  ])('%s', async (query, calls) => {
    expect(await callsOf(query)).toEqual(calls);
  });

  test('50 at once have at most one list under way, and all are answered', async () => {
    upstream.counts.listsAtOnce = 0;
    upstream.take();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => gateway.ask(`{ users(first: ${at}) { nodes { username } } }`)),
    );
    for (const [at, { body }] of answers.entries())
      expect(body.data?.['users']).toHaveProperty('nodes.length', at);
    expect(upstream.counts.listsAtOnce).toBe(1);
    expect(upstream.take().users).toBeLessThan(50);
  });
});

describe('to know who is meant', () => {
  beforeEach(fresh);
  afterEach(() => gateway[Symbol.asyncDispose]());

  test('costs no call by username', async () => {
    const query =
      'query ($u: [UserRef!]!) { userStatuses(users: $u) { ... on UserStatus { id user { id username } } } }';
    expect(await callsOf(query, { u: byUsername() })).toEqual({ status: COUNT });
  });

  test('costs one list by user id, however many are asked for at once, and none from then on', async () => {
    expect(await callsOf(IDS, { u: byId() })).toEqual({ status: COUNT, users: 1 });
    expect(await callsOf(IDS, { u: byId() })).toEqual({ status: COUNT });
  });

  test('costs one list for requests at the same time together', async () => {
    upstream.take();
    await Promise.all(byId(40).map((user) => gateway.ask(IDS, { u: [user] })));
    expect(upstream.take()).toEqual({ status: 40, users: 1 });
  });

  test('costs nothing that is not selected', async () => {
    const query = 'query ($u: [UserRef!]!) { userStatuses(users: $u) { ... on UserStatus { name note } } }';
    expect(await callsOf(query, { u: byId() })).toEqual({ status: COUNT });
  });

  test('is known once a page has shown them', async () => {
    await callsOf('{ users { totalCount } }');
    expect(await callsOf(IDS, { u: byId() })).toEqual({ status: COUNT });
  });

  test.each([
    ['usernames', byUsername],
    ['ids', byId],
  ])('display names of 500 by %s cost one list', async (_by, users) => {
    const query =
      'query ($u: [UserRef!]!) { userStatuses(users: $u) { ... on UserStatus { id note user { displayName userId } } } }';
    expect(await callsOf(query, { u: users() })).toEqual({ status: COUNT, users: 1 });
  });

  test('one user costs one read, whatever is selected of them', async () => {
    const fields = 'id userId username displayName configurationId';
    const MARTY = 'user(user: { id: "id-7" })';
    expect(await callsOf(`{ ${MARTY} { ${fields} } }`)).toEqual({ user: 1 });
    const all = `{ ${MARTY} { ${fields} status { ... on UserStatus { id note user { ${fields} } } } } }`;
    expect(await callsOf(all)).toEqual({ user: 1, status: 1 });
    const status = `{ userStatus(user: { username: "user-7" }) { id user { ${fields} status { ... on UserStatus { name } } } } }`;
    expect(await callsOf(status)).toEqual({ user: 1, status: 1 });
  });
});

describe('an operation is refused for what it may call', () => {
  test('a page of 500 whose statuses are a condition is within the default, and two are not', async () => {
    await fresh();
    const page =
      '(first: 500, filter: { hasNote: true }) { nodes { status { ... on UserStatus { note } } } }';
    expect(await callsOf(`{ users${page} }`)).toEqual({ users: 1, status: COUNT });
    const { status, body } = await gateway.ask(`{ a: users${page} b: users${page} }`);
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'QUERY_TOO_COMPLEX']);
    expect(body.errors?.[0]?.message).toContain('1002 calls to the upstream where 1000 are allowed');
    expect(upstream.take()).toEqual({});
    await gateway[Symbol.asyncDispose]();
  });

  test('the directory counts where it must be read', async () => {
    gateway = await startTestGateway({ ...upstream.variables, QUERY_MAX_COST: '1' });
    const read = (fields: string) =>
      gateway.ask(`{ userStatus(user: { username: "user-7" }) { ${fields} } }`);
    expect((await read('user { username }')).body.errors).toBeUndefined();
    expect((await read('user { displayName }')).body.errors?.[0]?.extensions['code']).toBe(
      'QUERY_TOO_COMPLEX',
    );
    expect((await gateway.ask('{ users { nodes { displayName } } }')).body.errors).toBeUndefined();
    await gateway[Symbol.asyncDispose]();
  });

  test('a condition on the statuses of more than 500 users says what to do', async () => {
    await using crowd = await startPeopleUpstream(manyUsers(501));
    await using before = await startTestGateway(crowd.variables);
    const query = 'query ($f: UserFilter) { users(first: 1, filter: $f) { totalCount } }';
    const { status, body } = await before.ask(query, { f: { hasNote: true } });
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([200, 'QUERY_TOO_COMPLEX']);
    expect(body.errors?.[0]?.message).toContain('501 where 500 are allowed. Narrow it with search');
    expect(crowd.take()).toEqual({ users: 1 });
    const narrower = await before.ask(query, { f: { hasNote: true, search: 'user-50' } });
    expect(narrower.body.data).toEqual({ users: { totalCount: 2 } });
    const all = await before.ask(query, { f: { search: 'user' } });
    expect(all.body.data).toEqual({ users: { totalCount: 501 } });
  });
});
