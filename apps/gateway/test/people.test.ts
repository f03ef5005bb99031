import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStatusUpdate } from '@live-status/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RestUpstream, startRestUpstream } from './rest-upstream.ts';
import { type Answer, startTestGateway, type TestGateway, temporaryFolder } from './running.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const USERS = [
  { username: 'zed', displayedName: 'amy Zed', status: { type: 'away', note: 'Lunch', returnTime: NOON } },
  { username: 'doc', displayedName: 'Emmett Brown', status: { type: 'dnd', note: '', returnTime: NOON + 1 } },
  { username: 'amy', displayedName: 'Amy Pond', status: { type: 'chat', note: 'Hi' } },
  { username: 'Marty', displayedName: 'Marty McFly' },
  { username: 'biff', displayedName: 'Biff Tannen', license: 'lite' },
  { username: 'griff', displayedName: 'Griff Tannen', license: 'lite' },
];
const DIRECTORY = {
  coreServers: [
    {
      slug: 'default',
      id: 'c-1',
      users: USERS.map(({ status: _, ...user }) => ({ ...user, id: `id-${user.username}` })),
    },
    { slug: 'empty', users: [] },
  ],
};
const PRESETS = {
  default: [{ name: 'In', type: 'available', isDefault: true }],
  '*': [{ name: 'Out', type: 'xa' }],
};

const folder = temporaryFolder();
let upstream: RestUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startRestUpstream(DIRECTORY);
  for (const { username, status } of USERS)
    if (status !== undefined)
      upstream.store.set('c-1', `id-${username}`, parseStatusUpdate({ name: 'Set', ...status }));
  const PRESETS_FILE = join(folder.path, 'presets.json');
  writeFileSync(PRESETS_FILE, JSON.stringify(PRESETS));
  gateway = await startTestGateway({ ...upstream.variables, CORE_SERVERS: 'default=c-1', PRESETS_FILE });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions['code'];
/** The answer to a query that has no errors. */
async function dataOf(query: string, variables?: object): Promise<Record<string, unknown>> {
  const { body } = await gateway.ask(query, variables);
  expect(body.errors).toBeUndefined();
  return body.data ?? {};
}

interface Page {
  readonly nodes: readonly { readonly username: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly username: string } }[];
  readonly failures: readonly {
    readonly user: { readonly username: string };
    readonly failure: { readonly code: string };
  }[];
  readonly pageInfo: Readonly<Record<'startCursor' | 'endCursor', string | null>> &
    Readonly<Record<'hasNextPage' | 'hasPreviousPage', boolean>>;
  readonly totalCount: number;
}
const USERS_QUERY = `query ($filter: UserFilter, $orderBy: UserOrder! = USERNAME, $first: Int, $after: String, $last: Int, $before: String) {
  users(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { username } } nodes { username } failures { user { username } failure { code } }
  }
}`;
const pageOf = async (variables: object): Promise<Page> =>
  (await dataOf(USERS_QUERY, variables))['users'] as Page;
const namesOf = ({ nodes }: Page) => nodes.map(({ username }) => username).join(' ');

describe('users', () => {
  test.each([
    ['USERNAME', 'Marty amy biff doc griff zed'],
    ['DISPLAY_NAME', 'amy zed biff doc griff Marty'],
  ])('are listed by %s, whatever the order of the upstream', async (orderBy, names) => {
    expect(namesOf(await pageOf({ orderBy }))).toBe(names);
  });

  test.each([1, 2, 4, 5, 6, 7])('are paged forwards and backwards by %i', async (size) => {
    for (const orderBy of ['USERNAME', 'DISPLAY_NAME']) {
      const all = namesOf(await pageOf({ orderBy })).split(' ');
      for (const isBackwards of [false, true]) {
        const seen: string[] = [];
        let cursor: string | null = null;
        for (let isMore = true; isMore; ) {
          const page: Page = await pageOf(
            isBackwards ? { orderBy, last: size, before: cursor } : { orderBy, first: size, after: cursor },
          );
          const { pageInfo, edges, nodes, totalCount } = page;
          expect(edges.map(({ node }) => node)).toEqual(nodes);
          expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
            edges[0]?.cursor,
            edges.at(-1)?.cursor,
          ]);
          expect(totalCount).toBe(6);
          const [back, on] = [pageInfo.hasPreviousPage, pageInfo.hasNextPage];
          expect(isBackwards ? on : back).toBe(seen.length > 0);
          const names = nodes.map(({ username }) => username);
          if (isBackwards) seen.unshift(...names);
          else seen.push(...names);
          cursor = isBackwards ? pageInfo.startCursor : pageInfo.endCursor;
          isMore = isBackwards ? back : on;
        }
        expect(seen).toEqual(all);
      }
    }
  });

  test.each<[object, string, string]>([
    [{ search: 'TANNEN' }, 'biff griff', ''],
    [{ search: 'm' }, 'Marty amy doc zed', ''],
    [{ types: ['AWAY', 'DND'] }, 'doc zed', 'biff griff'],
    [{ types: [] }, '', 'biff griff'],
    [{ hasNote: true }, 'amy zed', 'biff griff'],
    [{ hasNote: false, search: 'r' }, 'Marty doc', 'griff'],
    [{ hasNote: false, search: 'marty' }, 'Marty', ''],
    [{ backBefore: '2026-11-30T12:00:00Z' }, '', 'biff griff'],
    [{ backBefore: '2026-11-30T13:00:00.001+01:00' }, 'zed', 'biff griff'],
    [{ backBefore: '2026-11-30T12:00:01Z', hasNote: false }, 'doc', 'biff griff'],
    [{ search: 'nobody', hasNote: true }, '', ''],
    [{ search: null, types: null, hasNote: null, backBefore: null }, 'Marty amy biff doc griff zed', ''],
  ])('are filtered by %j, and who cannot be judged is told apart', async (filter, names, failed) => {
    const page = await pageOf({ filter });
    expect(namesOf(page)).toBe(names);
    expect(page.totalCount).toBe(page.nodes.length);
    expect(page.failures.map(({ user }) => user.username).join(' ')).toBe(failed);
    for (const { failure } of page.failures) expect(failure.code).toBe('NOT_LICENSED');
  });

  test('are paged as the filter leaves them', async () => {
    const filter = { types: ['AWAY', 'DND', 'CHAT'] };
    const first = await pageOf({ filter, first: 2 });
    const rest = await pageOf({ filter, first: 2, after: first.pageInfo.endCursor });
    expect([namesOf(first), namesOf(rest)]).toEqual(['amy doc', 'zed']);
    expect([first.totalCount, rest.totalCount]).toEqual([3, 3]);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  test.each<[object, RegExp]>([
    [{ first: 501 }, /first must be 0 to 500; got 501/],
    [{ last: -1 }, /last must be 0 to 500; got -1/],
    [{ first: 1, last: 1 }, /At most one of first and last may be given/],
    [{ after: 'x' }, /after must be a cursor that this API gave out for orderBy: USERNAME/],
    [{ before: 'x', orderBy: 'DISPLAY_NAME' }, /before must be a cursor .* for orderBy: DISPLAY_NAME/],
  ])('cannot be asked for with %j: BAD_USER_INPUT', async (variables, message) => {
    const answer = await gateway.ask(USERS_QUERY, variables);
    expect([answer.status, codeOf(answer)]).toEqual([200, 'BAD_USER_INPUT']);
    expect(answer.body.errors?.[0]?.message).toMatch(message);
  });

  test('a cursor of one order is none of another', async () => {
    const { pageInfo } = await pageOf({ first: 1 });
    const answer = await gateway.ask(USERS_QUERY, { orderBy: 'DISPLAY_NAME', after: pageInfo.endCursor });
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
  });

  test.each<[object, string | undefined]>([
    [{ slug: 'empty' }, undefined],
    [{ slug: 'nowhere' }, 'CORE_SERVER_NOT_FOUND'],
    [{ slug: '..' }, 'REFERENCE_INVALID'],
    [{ id: 'c-1' }, undefined],
  ])('of %j: %s', async (coreServer, code) => {
    const query = 'query ($c: CoreServerRef!) { users(coreServer: $c) { totalCount } }';
    expect(codeOf(await gateway.ask(query, { c: coreServer }))).toBe(code);
  });
});

describe('a user', () => {
  const FIELDS =
    'userId username displayName configurationId status { ... on UserStatus { name note } ... on UserStatusFailure { code } }';

  test.each([
    [{ username: 'amy' }, { userId: 'id-amy', displayName: 'Amy Pond', status: { name: 'Set', note: 'Hi' } }],
    [{ id: 'id-amy' }, { username: 'amy', status: { name: 'Set', note: 'Hi' } }],
    [{ username: 'biff' }, { displayName: 'Biff Tannen', status: { code: 'NOT_LICENSED' } }],
  ])('%j has a name, and a status or why not', async (user, expected) => {
    const data = await dataOf(`query ($u: UserRef!) { user(user: $u) { ${FIELDS} } }`, { u: user });
    expect(data).toMatchObject({ user: expected });
  });

  test.each([
    [{ username: 'nobody' }, 'USER_NOT_FOUND'],
    [{ id: 'id-nobody' }, 'USER_NOT_FOUND'],
    [{ username: '..' }, 'REFERENCE_INVALID'],
  ])('%j is null with %s', async (user, code) => {
    const answer = await gateway.ask('query ($u: UserRef!) { user(user: $u) { id } }', { u: user });
    expect([answer.body.data, codeOf(answer)]).toEqual([{ user: null }, code]);
  });

  test('who is shown with what was there before has the status of now', async () => {
    const STATUS = 'name user { username status { ... on UserStatus { name } } }';
    const data = await dataOf(
      `mutation { setUserStatus(input: { user: { username: "Marty" }, name: "New", type: AWAY }) { previous { ${STATUS} } userStatus { ${STATUS} } } }`,
    );
    const user = { username: 'Marty', status: { name: 'New' } };
    expect(data).toEqual({
      setUserStatus: { previous: { name: 'Available', user }, userStatus: { name: 'New', user } },
    });
  });

  test('who is shown with what would be there has the status of now', async () => {
    const data = await dataOf(
      'mutation { setUserStatus(input: { user: { username: "amy" }, name: "New", type: AWAY, dryRun: true }) { userStatus { name user { status { ... on UserStatus { name } } } } } }',
    );
    expect(data).toEqual({
      setUserStatus: { userStatus: { name: 'New', user: { status: { name: 'Set' } } } },
    });
  });
});

describe('core servers and presets', () => {
  test('are those that the gateway was told of', async () => {
    const CORE = 'slug coreServerId presets { name type isDefault }';
    const data = await dataOf(
      `{ coreServers { ${CORE} } byId: coreServer(coreServer: { id: "c-1" }) { ${CORE} } coreServer(coreServer: { slug: "empty" }) { slug } presets { name } others: presets(coreServer: { slug: "empty" }) { name isDefault } }`,
    );
    const presets = [{ name: 'In', type: 'AVAILABLE', isDefault: true }];
    const coreServer = { slug: 'default', coreServerId: 'c-1', presets };
    expect(data).toEqual({
      coreServers: [coreServer],
      byId: coreServer,
      coreServer: null,
      presets: [{ name: 'In' }],
      others: [{ name: 'Out', isDefault: false }],
    });
  });

  test('that cannot be read take nothing else with them', async () => {
    const query =
      '{ presets(coreServer: { slug: ".." }) { name } users(first: 501) { totalCount } user(user: { username: "amy" }) { username } }';
    for (let time = 0; time < 3; time += 1) {
      const { body } = await gateway.ask(query);
      expect(body.data).toEqual({ presets: null, users: null, user: { username: 'amy' } });
      const codes = body.errors?.map(({ extensions }) => extensions['code']);
      expect(codes).toEqual(['REFERENCE_INVALID', 'BAD_USER_INPUT']);
    }
  });

  test('have one id each, by whichever reference', async () => {
    const data = await dataOf(
      '{ a: presets { id } b: presets(coreServer: { id: "c-1" }) { id } c: coreServer { id presets { id } } d: coreServer(coreServer: { id: "c-1" }) { id } }',
    );
    const { a, b, c, d } = data as Record<string, { readonly id?: string; readonly presets?: unknown }>;
    expect(b).toEqual(a);
    expect(c?.presets).toEqual(a);
    expect(c?.id).toBe(d?.id);
  });
});

describe('node', () => {
  test.each([
    ['user', '{ found: user(user: { id: "id-amy" }) { __typename id } }'],
    ['status', '{ found: userStatus(user: { id: "id-amy" }) { __typename id } }'],
    ['core server', '{ found: coreServer { __typename id } }'],
    ['preset', '{ presets { __typename id } }'],
  ])('reads a %s again', async (_what, query) => {
    const data = await dataOf(query);
    const [found] = [data['found'] ?? data['presets']].flat() as [{ readonly id: string }];
    const again = await dataOf('query ($id: ID!) { node(id: $id) { __typename id } }', { id: found.id });
    expect(again).toEqual({ node: found });
  });

  const encode = (parts: readonly string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  test.each([
    [['StatusPreset', 'slug', 'default', 'Gone', 'away'], undefined],
    [['User', 'slug', 'default', 'username', 'nobody'], 'USER_NOT_FOUND'],
    [['UserStatus', 'slug', 'default', 'username', 'biff'], 'NOT_LICENSED'],
    [['UserStatus', 'slug', 'default', 'username', 'amy', 'previous'], 'REFERENCE_INVALID'],
    [['UserStatus', 'slug', '..', 'username', 'amy'], 'REFERENCE_INVALID'],
    [['Query'], 'REFERENCE_INVALID'],
  ])('is null for %j: %s', async (parts, code) => {
    const answer = await gateway.ask('query ($id: ID!) { node(id: $id) { id } }', { id: encode(parts) });
    expect([answer.body.data, codeOf(answer)]).toEqual([{ node: null }, code]);
  });
});
