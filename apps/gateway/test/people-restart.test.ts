import { setTimeout as wait } from 'node:timers/promises';
import { parseStatusUpdate } from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RestUpstream, startRestUpstream } from './rest-upstream.ts';
import { type Answer, startTestGateway, type TestGateway } from './running.ts';

const SEED = 20_261_130;
const COUNT = 40;
const READS = 1000;
const READERS = 8;

const usernameOf = (number: number) => `user-${number}`;
const displayNameOf = (username: unknown) => `Name of ${username}`;
const numbers = Array.from({ length: COUNT }, (_, number) => number);

/** The upstream between two restarts: every user has another id and stands elsewhere, and has the username as a note. */
async function startGeneration(generation: 'old' | 'new', port?: number): Promise<RestUpstream> {
  const users = numbers.map((number) => {
    const username = usernameOf(number);
    return { username, id: `${generation}-${number}`, displayedName: displayNameOf(username) };
  });
  // The same numbers in an order of which neither is the other's reverse.
  const listed = generation === 'old' ? users : numbers.map((number) => users[(number * 7 + 3) % COUNT]);
  const upstream = await startRestUpstream(
    { coreServers: [{ slug: 'default', id: 'c-1', users: listed }] },
    port,
  );
  for (const { id, username } of users)
    upstream.store.set('c-1', id, parseStatusUpdate({ name: 'Set', type: 'away', note: username }));
  return upstream;
}

const FIELDS = 'id note user { id username displayName }';
const READ = `query ($u: UserRef!) { read: userStatus(user: $u) { ${FIELDS} } }`;
const BOARD = `query ($u: [UserRef!]!) { board: userStatuses(users: $u) { ... on UserStatus { ${FIELDS} } } }`;
const PAGE =
  'query ($first: Int, $search: String) { users(first: $first, filter: { search: $search }) { nodes { id username displayName status { ... on UserStatus { note } } } } }';
const NODE = `query ($id: ID!) { node(id: $id) { id ... on UserStatus { note } ... on User { username displayName } } }`;
const IDS =
  'query ($u: [UserRef!]!) { board: userStatuses(users: $u) { __typename ... on UserStatus { id user { id } } ... on UserStatusFailure { code } } }';

/** Fails where something in a value pairs a name of one user with the status, or another name, of another. */
function expectPaired(value: unknown, about?: string): void {
  if (typeof value !== 'object' || value === null) return;
  const { note, username, displayName, user, status } = value as Record<string, unknown>;
  const names = [about, note, username, Object(user).username, Object(status).note].filter(isText);
  const shown = [displayName, Object(user).displayName].filter(isText);
  for (const name of names) expect(name).toBe(names[0]);
  for (const name of shown) expect(name).toBe(displayNameOf(names[0]));
  for (const part of Object.values(value)) expectPaired(part);
}
const isText = (value: unknown): value is string => typeof value === 'string';

const idsOf = async ({ ask }: TestGateway, references: readonly object[]): Promise<readonly unknown[]> => {
  const { body } = await ask(IDS, { u: references });
  expect(body.errors).toBeUndefined();
  return body.data?.['board'] as readonly unknown[];
};
const byId = (generation: string) => numbers.map((number) => ({ id: `${generation}-${number}` }));

test('after a restart our ids are those of before, at once by new user ids, and old user ids are nobody’s', async () => {
  const old = await startGeneration('old');
  await using gateway = await startTestGateway(old.variables);
  const before = await idsOf(gateway, byId('old'));
  await old[Symbol.asyncDispose]();
  await using _new = await startGeneration('new', old.port);
  expect(await idsOf(gateway, byId('new'))).toEqual(before);
  expect(
    await idsOf(
      gateway,
      numbers.map((number) => ({ username: usernameOf(number) })),
    ),
  ).toEqual(before);
  const gone = { __typename: 'UserStatusFailure', code: 'USER_NOT_FOUND' };
  expect(await idsOf(gateway, byId('old'))).toEqual(numbers.map(() => gone));
  const byOldId = await gateway.ask('{ user(user: { id: "old-3" }) { userId displayName } }');
  expect(byOldId.body).toMatchObject({
    data: { user: null },
    errors: [{ extensions: { code: 'USER_NOT_FOUND' } }],
  });
  for (const [number, ids] of before.entries()) {
    const { id, user } = ids as { readonly id: string; readonly user: { readonly id: string } };
    const username = usernameOf(number);
    expect((await gateway.ask(NODE, { id })).body.data).toEqual({ node: { id, note: username } });
    const person = { id: user.id, username, displayName: displayNameOf(username) };
    expect((await gateway.ask(NODE, { id: user.id })).body.data).toEqual({ node: person });
  }
});

/** One question, and whom alone the answer may be about. */
interface Question {
  readonly query: string;
  readonly variables: object;
  readonly about: string | undefined;
}
const someone = fc.nat({ max: COUNT - 1 });
const generation = fc.constantFrom('old', 'new');
const anyRef = fc.oneof(
  fc.tuple(generation, someone).map(([of, number]) => ({ id: `${of}-${number}` })),
  someone.map((number) => ({ username: usernameOf(number) })),
);
const questions = (ids: readonly string[]): fc.Arbitrary<Question> =>
  fc.oneof(
    fc.tuple(generation, someone).map(([of, number]) => ({
      query: READ,
      variables: { u: { id: `${of}-${number}` } },
      about: usernameOf(number),
    })),
    someone.map((number) => ({
      query: READ,
      variables: { u: { username: usernameOf(number) } },
      about: usernameOf(number),
    })),
    fc.array(anyRef, { maxLength: 5 }).map((u) => ({ query: BOARD, variables: { u }, about: undefined })),
    fc.record({ first: fc.nat({ max: 10 }), search: fc.constantFrom('', '3', 'NAME') }).map((variables) => ({
      query: PAGE,
      variables,
      about: undefined,
    })),
    someone.map((number) => ({ query: NODE, variables: { id: ids[number] }, about: usernameOf(number) })),
  );

const UNREACHABLE = [
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_CONNECTION_LOST',
  'UPSTREAM_CIRCUIT_OPEN',
  'UPSTREAM_ERROR',
];

test(`while the upstream restarts, none of ${READS} answers pairs one user's name with another's status (seed ${SEED})`, async () => {
  const old = await startGeneration('old');
  await using gateway = await startTestGateway(old.variables);
  const before = await idsOf(gateway, byId('old'));
  const ids = before.map((status) => String(Object(status).id));
  const asked = fc.sample(questions(ids), { numRuns: 20 * READS, seed: SEED })[Symbol.iterator]();
  const told = { old: 0, new: 0 };
  let generationNow: 'old' | 'new' = 'old';
  const half = Promise.withResolvers<void>();

  /** Asks until so many answers were told by each generation; where none can be reached, again when that is said to help. */
  const read = async () => {
    for (const { query, variables, about } of asked) {
      if (Math.min(told.old, told.new) >= READS / 2) return;
      const of = generationNow;
      const { body }: Answer = await gateway.ask(query, variables);
      for (const part of Object.values(body.data ?? {})) expectPaired(part, about);
      const failures = (body.errors ?? []).map(({ extensions }) => extensions);
      for (const { code } of failures) expect(['USER_NOT_FOUND', ...UNREACHABLE]).toContain(code);
      const unreachable = failures.find(({ code }) => code !== 'USER_NOT_FOUND');
      if (unreachable === undefined) told[of] += 1;
      else await wait(Number(unreachable['retryAfterMs'] ?? 10));
      if (told.old >= READS / 2) half.resolve();
    }
    throw new Error('There are more questions than this.');
  };
  const readers = Promise.all(Array.from({ length: READERS }, read));
  await Promise.race([half.promise, readers]);
  await old[Symbol.asyncDispose]();
  await using _new = await startGeneration('new', old.port);
  generationNow = 'new';
  await readers;
  expect(await idsOf(gateway, byId('new'))).toEqual(before);
});
