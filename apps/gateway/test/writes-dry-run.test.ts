import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './running.ts';
import { nameArbitrary, noteArbitrary, timestampArbitrary, typeArbitrary } from './status-arbitraries.ts';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.ts';
import { batch, DEFAULT_ID, type Field, MARTY_ID, mutation, type Shown, STATUS, write } from './writes.ts';

const seed = Date.now();
const RUNS = 150;

let upstream: WatchedUpstream;
/** In front of what everybody sees, and which knows the presets of its embedded server. */
let embedded: TestGateway;
let remote: TestGateway;
beforeAll(async () => {
  upstream = await startWatchedUpstream();
  [embedded, remote] = await Promise.all([startTestGateway(), startTestGateway(upstream.variables)]);
});
afterAll(async () => {
  await embedded?.[Symbol.asyncDispose]();
  await remote?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
});

const target = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      coreServer: fc.constantFrom<object>({ slug: 'default' }, { id: DEFAULT_ID }),
      user: fc.constantFrom<object>({ username: 'marty' }, { id: MARTY_ID }, { username: 'doc' }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<{ coreServer: object; user: object }>(
      { coreServer: { slug: 'default' }, user: { username: 'biff' } },
      { coreServer: { slug: 'default' }, user: { username: 'nobody' } },
      { coreServer: { slug: 'default' }, user: { id: 'nobody' } },
      { coreServer: { slug: 'nowhere' }, user: { username: 'marty' } },
      { coreServer: { slug: 'hill-valley-1955' }, user: { username: 'george' } },
      { coreServer: { slug: 'default' }, user: { username: '..' } },
    ),
  },
);
const faulty = <T>(arbitrary: fc.Arbitrary<T>, ...faults: readonly unknown[]) =>
  fc.oneof({ weight: 15, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(...faults) });
const status = fc.record(
  {
    name: faulty(nameArbitrary, '', 'x'.repeat(256), '\u0007'),
    type: typeArbitrary,
    note: faulty(noteArbitrary, 'x'.repeat(4097), '\u0007'),
    returnTimestamp: timestampArbitrary,
  },
  { requiredKeys: ['name', 'type'] },
);
/** What was set last is there more often than not. */
const expected = fc.constantFrom('nothing', 'nothing', 'what is there', 'something else');
const field = fc.constantFrom('setUserStatus', 'updateUserStatus', 'clearUserStatus', 'setUserStatuses');

type Trial = {
  readonly target: { readonly coreServer: object; readonly user: object };
  readonly status: object;
  readonly expected: string;
  readonly field: string;
};

const withoutMoment = ({ id: _id, ...rest }: Shown) => rest;

/** What comes of a mutation, without what tells a dry run from a real one. */
async function outcomeOf(
  { ask }: TestGateway,
  { field: name, target: whose, status: wanted }: Trial,
  more: object,
) {
  const { coreServer, user } = whose;
  const given = name === 'clearUserStatus' ? {} : wanted;
  const isBatch = name === 'setUserStatuses';
  const input = { coreServer, ...(isBatch ? { users: [user] } : { user }), ...given, ...more };
  const query = isBatch ? batch() : mutation(name as Field);
  const { body } = await ask(query, { input });
  const payload = Object(body.data)[name];
  const [result = undefined] = isBatch && payload != null ? payload.results : [payload];
  const { code, outcome, retryable, issues, current } = Object(body.errors?.[0]?.extensions ?? result);
  if (code !== undefined) return { code, outcome, retryable, issues, current };
  return { status: withoutMoment(result.userStatus), dryRun: payload.dryRun };
}

async function expectationOf({ ask }: TestGateway, { target: variables, expected: kind }: Trial) {
  if (kind === 'nothing') return {};
  const query = `query ($coreServer: CoreServerRef!, $user: UserRef!) { userStatus(coreServer: $coreServer, user: $user) { name type note returnTimestamp } }`;
  const { body } = await ask(query, variables);
  const there = Object(body.data)['userStatus'];
  return { expected: { ...there, ...(kind === 'something else' ? { note: 'something else' } : {}) } };
}

describe('a dry run', () => {
  const trial = fc.record({ target, status, expected, field });

  test(`foretells what the real run then does, for every mutation (seed ${seed})`, async () => {
    const foretold = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(trial, async (one) => {
        const more = await expectationOf(embedded, one);
        const dry = await outcomeOf(embedded, one, { ...more, dryRun: true });
        const real = await outcomeOf(embedded, one, more);
        foretold.set(real.code ?? 'done', (foretold.get(real.code ?? 'done') ?? 0) + 1);
        if (dry.status === undefined || real.status === undefined) {
          expect(dry).toEqual(real);
          return;
        }
        expect([dry.dryRun, real.dryRun]).toEqual([true, false]);
        // A custom status that is made on first use has a configuration that nobody knows before.
        const { configurationId } = dry.status;
        const isUnknown = configurationId === '' && real.status.userCreated;
        expect({
          ...dry.status,
          ...(isUnknown ? { configurationId: real.status.configurationId } : {}),
        }).toEqual(real.status);
      }),
      { numRuns: RUNS, seed },
    );
    console.log(`Seed ${seed}, ${RUNS} dry runs, what came of them: ${JSON.stringify([...foretold])}`);
  });

  test(`sets nothing: all that the upstream sees of it are reads (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(trial, async (one) => {
        const more = await expectationOf(remote, one);
        const before = upstream.requests.length;
        await outcomeOf(remote, one, { ...more, dryRun: true, idempotencyKey: 'a-key' });
        const seen = upstream.requests.slice(before);
        expect(seen.filter(({ method }) => method !== 'GET')).toEqual([]);
      }),
      { numRuns: RUNS, seed },
    );
    expect(upstream.writes()).toEqual([]);
  });

  test('uses no key: the real run after it is done', async () => {
    const input = { user: { username: 'marty' }, name: 'Lunch', type: 'AWAY', idempotencyKey: 'k-1' };
    const url = remote.gateway.graphqlUrl;
    const before = upstream.writes().length;
    await write(url, 'setUserStatus', { ...input, dryRun: true });
    const { payload } = await write(url, 'setUserStatus', input);
    expect(payload.userStatus).toMatchObject({ name: 'Lunch' });
    expect(upstream.writes()).toHaveLength(before + 1);
  });

  test('has ids of its own, which stand for nothing that can be read', async () => {
    const url = embedded.gateway.graphqlUrl;
    const selection = `userStatus ${STATUS} previous ${STATUS}`;
    const input = { user: { id: MARTY_ID }, name: 'Lunch', type: 'AWAY' };
    const dry = await write(url, 'setUserStatus', { ...input, dryRun: true }, { selection });
    const real = await write(url, 'setUserStatus', input, { selection });
    const ids = [dry, real].flatMap(({ payload }) => [payload.previous?.id, payload.userStatus?.id]);
    expect(ids[0]).toBe(ids[2]);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids.slice(0, 3)) {
      const { body } = await embedded.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
      expect(body.errors?.[0]?.extensions['code']).toBe('REFERENCE_INVALID');
    }
  });
});
