import { DEMO_DIRECTORY } from '@live-status/rest-server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startRestUpstream } from './rest-upstream.ts';
import { startTestGateway, type TestGateway } from './running.ts';

const SEED = 20_261_130;
const RUNS = 25;

const QUERY = `query ($coreServer: CoreServerRef!, $user: UserRef!) {
  userStatus(coreServer: $coreServer, user: $user) { id user { id username status { ... on UserStatus { id } } } }
  user(coreServer: $coreServer, user: $user) { id username status { ... on UserStatus { id user { id } } } }
  userStatuses(coreServer: $coreServer, users: [$user]) { ... on UserStatus { id user { id username displayName } } }
}`;
const NODES =
  'query ($status: ID!, $user: ID!) { status: node(id: $status) { id } user: node(id: $user) { id } }';

interface Person {
  readonly id: string;
  readonly username: string;
}
/** One core server as these tests know it. */
interface Subject {
  readonly id: string;
  readonly slug: string;
  /** Whether its slug and its id are known to mean one. */
  readonly isOne: boolean;
  readonly users: readonly Person[];
}

/** Names that a path must encode, and one that looks like another's id. */
const OWN: Subject = {
  slug: 'default',
  id: 'c-1',
  isOne: true,
  users: [
    { username: 'marty', id: 'u-1' },
    { username: 'u-1', id: 'u-2' },
    { username: 'getByName', id: 'u-3' },
    { username: 'a/b c?d#é', id: 'u/4' },
  ],
};
const [demo] = DEMO_DIRECTORY.coreServers;
const DEMO: Subject = {
  slug: 'default',
  id: demo?.id ?? '',
  isOne: true,
  users: demo?.users.filter(({ license }) => license === 'full') ?? [],
};

const reference = fc.record({
  who: fc.nat({ max: 3 }),
  coreServerBy: fc.constantFrom('slug' as const, 'id' as const),
  userBy: fc.constantFrom('username' as const, 'id' as const),
});
type Reference = typeof reference extends fc.Arbitrary<infer Value> ? Value : never;

/** Every id of this type that stands anywhere in a value. */
const idsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === 'id' ? [String(part)] : idsIn(part)));
};
const typeOf = (id: string): string => JSON.parse(Buffer.from(id, 'base64url').toString())[0];

/** Asks for users by references of every mix, at once: which ids each of them has. */
async function idsOf({ ask }: TestGateway, subject: Subject, references: readonly Reference[]) {
  const ids = new Map<string, Set<string>>();
  await Promise.all(
    references.map(async ({ who, coreServerBy, userBy }) => {
      const person = subject.users[who];
      const variables = {
        coreServer: { [coreServerBy]: subject[coreServerBy] },
        user: { [userBy]: person?.[userBy] },
      };
      const { body } = await ask(QUERY, variables);
      expect(body.errors).toBeUndefined();
      expect(body.data).toMatchObject({ user: { username: person?.username } });
      const found = idsIn(body.data);
      expect(found).toHaveLength(8);
      const name = subject.isOne ? `${who}` : `${who} ${coreServerBy}`;
      ids.set(name, new Set([...(ids.get(name) ?? []), ...found]));
    }),
  );
  return ids;
}

/** Every user has one id as a user and one as a status, that nobody else has, and that can be read again. */
async function expectOneEach(gateway: TestGateway, ids: ReadonlyMap<string, ReadonlySet<string>>) {
  const pairs = [...ids.values()].map((each) => [...each].toSorted((id) => (typeOf(id) === 'User' ? 1 : -1)));
  for (const pair of pairs) expect(pair.map(typeOf)).toEqual(['UserStatus', 'User']);
  expect(new Set(pairs.flat()).size).toBe(pairs.flat().length);
  const [status, user] = pairs[0] ?? [];
  const { body } = await gateway.ask(NODES, { status, user });
  expect(body.data).toEqual({ status: { id: status }, user: { id: user } });
}

const check = (gateway: TestGateway, subject: Subject) =>
  fc.assert(
    fc.asyncProperty(fc.array(reference, { minLength: 1, maxLength: 6 }), async (references) =>
      expectOneEach(gateway, await idsOf(gateway, subject, references)),
    ),
    { numRuns: RUNS, seed: SEED },
  );

describe(`one user has one id, by whatever references (seed ${SEED})`, () => {
  test('of the embedded server', async () => {
    await using gateway = await startTestGateway();
    await check(gateway, DEMO);
  });

  test('of a UPSTREAM_URL whose core servers are known', async () => {
    await using upstream = await startRestUpstream({ coreServers: [OWN] });
    await using gateway = await startTestGateway({ ...upstream.variables, CORE_SERVERS: 'default=c-1' });
    await check(gateway, OWN);
  });

  test('of any other, where the slug and the id of a core server are taken for two', async () => {
    await using upstream = await startRestUpstream({ coreServers: [OWN] });
    await using gateway = await startTestGateway(upstream.variables);
    await check(gateway, { ...OWN, isOne: false });
  });
});

test.each([
  ['UserStatus', ['username', 'marty']],
  ['UserStatus', ['id', 'f038bbb9-8950-42fb-a4f7-b57a805dd5de']],
  ['User', ['id', 'f038bbb9-8950-42fb-a4f7-b57a805dd5de']],
])(
  'an id that was made of what is asked for works: %s by %j, and leads to the one of today',
  async (type, user) => {
    await using gateway = await startTestGateway();
    for (const coreServer of [
      ['slug', 'default'],
      ['id', DEMO.id],
    ]) {
      const id = Buffer.from(JSON.stringify([type, ...coreServer, ...user])).toString('base64url');
      const { body } = await gateway.ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id });
      const today = JSON.stringify([type, 'slug', 'default', 'username', 'marty']);
      expect(body.data).toEqual({ node: { __typename: type, id: Buffer.from(today).toString('base64url') } });
    }
  },
);
