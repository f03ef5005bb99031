import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byUsername, createResumeWorld, createReturningClient, turnOfLoop } from './resume-world.ts';

const RUNS = 3000;
const SEED = 20_261_126;
const NAMES = ['marty', 'doc', 'jennifer', 'george', 'biff'] as const;
const WATCHED = [undefined, [0], [0, 1, 2], [3], undefined] as const;

const who = fc.nat(NAMES.length - 1);
const amount = fc.nat(4);
const step = fc.oneof(
  { weight: 16, arbitrary: fc.record({ do: fc.constant('set' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), who }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant('deliver' as const), amount }) },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('read' as const), who, amount }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('cut' as const), who }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('connect' as const), who, withCursor: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold answers' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('end the feed' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('no feed' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('nobody is found' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('no answer to upgrades' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mend' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 300, 3000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(20_000, 40_000) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
const nameOf = (index: number) => NAMES[index] ?? NAMES[0];

const totals = { resumed: 0, snapshots: 0 };

async function check(history: readonly Step[]): Promise<void> {
  const world = createResumeWorld(NAMES);
  const clients = WATCHED.map((indexes) =>
    createReturningClient(
      world,
      indexes?.map((index) => byUsername(nameOf(index))),
    ),
  );
  const mend = () => {
    if (world.state.isSilent) world.endFeed('lost');
    Object.assign(world.state, {
      isHeld: false,
      isFailing: false,
      hasFeed: true,
      isSilent: false,
      isStarting: false,
    });
    world.answer(Number.POSITIVE_INFINITY);
  };
  const steps: { readonly [Do in Step['do']]: (one: Extract<Step, { do: Do }>) => unknown } = {
    set: ({ who: index }) => world.set(nameOf(index)),
    remove: ({ who: index }) => world.notes.delete(nameOf(index)),
    deliver: ({ amount: count }) => world.deliver(count),
    read: ({ who: index, amount: count }) => clients[index]?.read(count),
    cut: ({ who: index }) => clients[index]?.cut(),
    connect({ who: index, withCursor }) {
      const client = clients[index];
      if (client?.isConnected() === false) client.connect(withCursor > 0);
    },
    'hold answers'() {
      world.state.isHeld = true;
    },
    answer: ({ amount: count }) => world.answer(count),
    fail() {
      world.state.isFailing = true;
    },
    'end the feed': () => world.endFeed('lost'),
    'no feed'() {
      world.state.hasFeed = false;
      world.endFeed('lost');
    },
    'nobody is found'() {
      world.state.isStarting = true;
      world.endFeed('lost');
    },
    'no answer to upgrades'() {
      world.state.isSilent = true;
      world.endFeed('lost');
    },
    mend,
    wait: ({ ms }) => world.pass(ms),
  };
  const take = <Do extends Step['do']>(one: Extract<Step, { do: Do }>, what: Do) => steps[what](one);

  for (const client of clients) client.connect(false);
  await world.pass(10);
  for (const one of history) {
    await take(one, one.do);
    await turnOfLoop();
  }

  mend();
  const expected = (users: (typeof clients)[number]['users']) => {
    const named = users?.map((user) => String(Object.values(user)[0]));
    return [...world.notes].filter(([name]) => named?.includes(name) ?? true).toSorted();
  };
  const wrong = () =>
    clients.filter(
      ({ users, picture, isCertain }) =>
        !isCertain() || JSON.stringify([...picture].toSorted()) !== JSON.stringify(expected(users)),
    );
  for (let second = 0; second < 200 && (second < 5 || wrong().length > 0); second += 1) {
    // Those included whom the core server had told for too long that there is nobody.
    for (const client of clients) if (!client.isConnected()) client.connect(true);
    await world.pass(1000, 250);
    world.deliver(Number.POSITIVE_INFINITY);
    for (const client of clients) await client.read(20);
  }
  for (const { users, picture, isCertain } of clients)
    expect([[...picture].toSorted(), isCertain()]).toEqual([expected(users), true]);
  for (const client of clients) {
    totals.resumed += client.counts.resumed;
    totals.snapshots += client.counts.snapshots;
    await client.cut();
  }
  await world.pass(31_000);
  expect(world.clock.pending()).toBe(0);
}

test(`EVT-3 in ${RUNS} random histories of cut watchers who come back with a cursor or without, every picture ends as the upstream's, and none goes backwards`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), check), {
    numRuns: RUNS,
    seed: SEED,
  });
  // It says something only where many went on from a cursor, and many did not.
  expect(totals.resumed).toBeGreaterThan(RUNS);
  expect(totals.snapshots).toBeGreaterThan(RUNS);
}, 600_000);
