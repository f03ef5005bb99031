import { afterAll, beforeAll, expect, test } from 'vitest';
import { manyUsers, type PeopleUpstream, startPeopleUpstream } from './people-upstream.ts';
import { startTestGateway, type TestGateway } from './running.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

let issuer: TokenIssuer;
let upstream: PeopleUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startTokenIssuer();
  upstream = await startPeopleUpstream(manyUsers(3));
  const CORE_SERVERS = 'default=c-1';
  gateway = await startTestGateway({ ...upstream.variables, ...issuer.variables, CORE_SERVERS });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
  await issuer?.[Symbol.asyncDispose]();
});

const encode = (parts: readonly string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const node = (...parts: string[]) => `{ node(id: "${encode(parts)}") { id } }`;
const askAs = async (scope: string, query: string) => {
  const token = await issuer.sign({ scope, username: 'user-1' });
  return gateway.ask(query, undefined, { authorization: `Bearer ${token}` });
};

const QUERIES = [
  '{ users { totalCount } }',
  '{ users(first: 0, filter: { hasNote: true }) { pageInfo { hasNextPage } } }',
  '{ user(user: { username: "user-1" }) { username } }',
  '{ user(user: { id: "id-1" }) { username } }',
  '{ userStatus(user: { id: "id-1" }) { id } }',
  '{ userStatuses(users: [{ id: "id-1" }]) { ... on UserStatus { user { username } } } }',
  '{ coreServer { slug } }',
  '{ coreServers { slug } }',
  '{ presets { name } }',
  node('User', 'slug', 'default', 'username', 'user-1'),
  node('UserStatus', 'slug', 'default', 'username', 'user-1'),
  node('CoreServer', 'slug', 'default'),
  node('StatusPreset', 'slug', 'default', 'In', 'available'),
];

test.each(QUERIES)('status:read is what it takes: %s', async (query) => {
  const { body } = await askAs('status:read', query);
  expect(body.errors).toBeUndefined();
});

test.each(
  ['', 'status:write', 'status:write:self'].flatMap((scope) =>
    QUERIES.map((query) => [scope, query] as const),
  ),
)('the scopes "%s" read nothing: %s', async (scope, query) => {
  upstream.take();
  const { status, body } = await askAs(scope, query);
  expect([status, body.errors?.map(({ extensions }) => extensions['code'])]).toEqual([200, ['FORBIDDEN']]);
  for (const value of Object.values(body.data ?? {})) expect(value).toBeNull();
  expect(upstream.take()).toEqual({});
});

test('whether there is such an id, user or page is not told either', async () => {
  for (const query of [
    node('User', 'slug', 'default', 'username', 'nobody'),
    node('StatusPreset', 'slug', 'default', 'Gone', 'away'),
    node('CoreServer', 'slug', 'nowhere'),
    '{ user(user: { username: "nobody" }) { id } }',
    '{ coreServer(coreServer: { slug: "nowhere" }) { id } }',
    '{ users(first: 501) { totalCount } }',
  ]) {
    const { body } = await askAs('status:write', query);
    expect(body.errors?.[0]?.extensions['code'], query).toBe('FORBIDDEN');
  }
});

test('who may write alone is shown nobody whom it wrote', async () => {
  const set = (fields: string) =>
    `mutation { setUserStatus(input: { user: { id: "id-1" }, name: "x", type: AWAY }) { clientMutationId ${fields} } }`;
  expect((await askAs('status:write', set(''))).body.errors).toBeUndefined();
  const { body } = await askAs('status:write', set('userStatus { id user { username } }'));
  expect(body.data).toEqual({ setUserStatus: { clientMutationId: null, userStatus: null } });
  expect(body.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
