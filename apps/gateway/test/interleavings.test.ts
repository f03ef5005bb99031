import type { CoreServerId, CoreServerSlug } from '@live-status/domain';
import { createStatusClient } from '@live-status/rest-client';
import { startHeldUpstream } from '@live-status/rest-contract';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGateway, createLogger } from '../src/index.ts';
import type { KnownOfUpstream } from '../src/people/known-of-upstream.ts';
import { NO_PRESETS } from '../src/people/presets.ts';
import { createTurns, type Turns } from '../src/writes/turns.ts';

const RUNS = 2000;

// Time passes only where a history says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const REFERENCES = ['{ slug: "default" }', '{ id: "c-1" }'].flatMap((coreServer) =>
  ['{ username: "marty" }', '{ id: "u-1" }'].map((user) => `coreServer: ${coreServer}, user: ${user}`),
);
const CALLERS = ['one', 'two'].map((name) => `Basic ${btoa(`${name}:a password`)}`);

type Step =
  | { readonly do: 'read' | 'set'; readonly reference: number; readonly caller: number }
  | { readonly do: 'serve' | 'answer' | 'lose'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number };

const which = fc.nat({ max: 7 });
const who = { reference: fc.nat({ max: 3 }), caller: fc.nat({ max: 1 }) };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('read' as const), ...who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), ...who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('serve' as const), which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 70 }) }) },
);

/** One GraphQL request as its caller sees it. */
interface Asked {
  readonly name: string;
  readonly isSet: boolean;
  readonly beganAt: number;
  /** The sets that had ended for the client before it began. */
  readonly before: readonly string[];
  readonly answer: Promise<{ readonly data?: { readonly [field: string]: unknown } | null }>;
}

/** That both references to the core server mean one: then all four to the user do. */
const KNOWN: KnownOfUpstream = {
  coreServers: [{ id: 'c-1' as CoreServerId, slug: 'default' as CoreServerSlug }],
  presets: NO_PRESETS,
};

/** The gateway without a socket in front of an upstream whose every step is this test's. */
async function startGateway(isKnown = true) {
  const stack = new AsyncDisposableStack();
  const upstream = stack.use(await startHeldUpstream());
  let shares = 0;
  const client = stack.use(
    createStatusClient({
      baseUrl: upstream.origin,
      timeoutMs: 60_000,
      deadlineMs: 60_000,
      retry: false,
      breaker: false,
      hooks: {
        onShare: () => {
          shares += 1;
        },
      },
    }),
  );
  const turns = createTurns();
  let asked = 0;
  const countedTurns: Turns = {
    take(key, signal) {
      asked += 1;
      return turns.take(key, signal);
    },
  };
  const limits = { maxDepth: 9, maxAliases: 9, maxDirectives: 9, maxTokens: 999, maxCost: 9 };
  const gateway = createGateway({
    client,
    turns: countedTurns,
    known: isKnown ? KNOWN : undefined,
    log: createLogger('silent', process.stderr),
    upstreamAuth: 'forward',
    graphiql: false,
    introspection: false,
    queryLimits: limits,
    rateLimits: { perCaller: undefined, perAddress: undefined },
    trustedProxies: 0,
    maxRequests: 1000,
    subscriptionLimits: { max: 100, maxPerCaller: undefined },
  });
  const controller = new AbortController();
  stack.defer(() => controller.abort());
  const ask = async (
    name: string,
    authorization: string | undefined,
    query: string,
  ): Promise<Awaited<Asked['answer']>> => {
    const headers = {
      'content-type': 'application/json',
      'x-request-id': name,
      authorization: authorization ?? '',
    };
    const init = { method: 'POST', headers, body: JSON.stringify({ query }), signal: controller.signal };
    const response = await gateway.fetch(new Request('http://gateway.example/graphql', init));
    return response.json();
  };
  return {
    upstream,
    ask,
    shares: () => shares,
    turnsAsked: () => asked,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const noteIn = (value: unknown): unknown => Object(Object(value).userStatus).note;

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

async function check(history: readonly Step[], isKnown: boolean): Promise<void> {
  await using at = await startGateway(isKnown);
  const { upstream, ask } = at;
  const underWay: Asked[] = [];
  const ended: string[] = [];

  /** The sets that have not ended, in the order in which they take turns: only the first of each line has arrived. */
  const lines: Record<string, string[]> = {};
  const lineOf = (name: string): string[] => Object.values(lines).find((line) => line.includes(name)) ?? [];

  /** Waits until the request of somebody is there. */
  const arrival = async (name: string | undefined, isSet: boolean) => {
    const isThere = () => upstream.held.some((one) => one.requestId === name && one.isSet === isSet);
    while (!isThere()) await turnOfTheLoop();
  };
  /** Waits until one more read has been sent or has joined another. */
  const next = async (arrivals: number, shares: number) => {
    while (upstream.count() === arrivals && at.shares() === shares) await turnOfTheLoop();
  };

  const begin = async (
    index: number,
    { do: what, reference, caller }: Extract<Step, { reference: number }>,
  ) => {
    const name = String(index);
    const isSet = what === 'set';
    const whose = REFERENCES[reference];
    const query = isSet
      ? `mutation { setUserStatus(input: { ${whose}, name: "x", type: AWAY, note: "${name}" }) { userStatus { note } } }`
      : `{ userStatus(${whose}) { note } }`;
    const [arrivals, shares, turns] = [upstream.count(), at.shares(), at.turnsAsked()];
    const answer = ask(name, CALLERS[caller], query);
    answer.catch(() => undefined);
    underWay.push({ name, isSet, beganAt: index, before: [...ended], answer });
    if (!isSet) return next(arrivals, shares);
    while (at.turnsAsked() === turns) await turnOfTheLoop();
    const line = isKnown ? 'one' : (whose?.split(',', 1).at(0) ?? '');
    lines[line] = [...(lines[line] ?? []), name];
    if (lines[line].length === 1) await arrival(name, true);
    else expect(upstream.count(), 'sets that do not wait for their turn').toBe(arrivals);
  };

  /** Its turn is over, and whoever waits for it has it. */
  const endTurn = async (name: string) => {
    const line = lineOf(name);
    expect(line.shift()).toBe(name);
    const [following] = line;
    if (following !== undefined) await arrival(following, true);
  };

  /** Whoever is answered now must be shown every set that had ended before it asked, and its own. */
  const settle = async () => {
    const waiting = await Promise.all(
      underWay.map((asked) =>
        Promise.race([asked.answer, new Promise((resolve) => setImmediate(resolve, undefined))]),
      ),
    );
    for (const [index, result] of waiting.entries()) {
      const asked = underWay[index];
      if (asked === undefined || result === undefined) continue;
      const data = Object(result).data;
      const note = asked.isSet ? noteIn(data?.setUserStatus) : noteIn(data);
      if (typeof note !== 'string') continue;
      const missed = upstream.applied.slice(upstream.applied.indexOf(note) + 1);
      const must = asked.isSet ? [...asked.before, asked.name] : asked.before;
      expect(
        must.filter((set) => missed.includes(set)),
        `sets that ${asked.name} is not shown`,
      ).toEqual([]);
    }
    const open = underWay.filter((_, index) => waiting[index] === undefined);
    underWay.splice(0, underWay.length, ...open);
  };

  for (const [index, one] of history.entries()) {
    if ('reference' in one) await begin(index, one);
    if (one.do === 'wait') vi.advanceTimersByTime(one.ms);
    const request = 'which' in one ? upstream.held[one.which % upstream.held.length] : undefined;
    if (request === undefined) continue;
    const shares = at.shares();
    if (one.do === 'serve') request.serve();
    if (one.do === 'answer') request.answer();
    if (one.do === 'lose') request.lose();
    const name = String(request.requestId);
    if (request.isSet && one.do === 'answer') {
      // It has ended for the client once the status is read back: by a request of its own, never one that was under way.
      await arrival(name, false);
      expect(at.shares(), 'reads that shared a request').toBe(shares);
      ended.push(name);
    }
    if (request.isSet && one.do !== 'serve') await endTurn(name);
    for (let turn = 0; turn < 10; turn += 1) await settle();
  }
}

test(`GET-5 in ${RUNS} histories through client and gateway neither a read nor a set's own answer misses a set that had ended`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), fc.boolean(), check), {
    numRuns: RUNS,
    seed: 20_261_124,
  });
}, 300_000);

test('GET-5 a set is answered with what it set, and a read after it too, while a read from before is still under way', async () => {
  await using at = await startGateway();
  const { upstream, ask } = at;
  const [read, set] = [
    '{ userStatus(user: { username: "marty" }) { note } }',
    'mutation { setUserStatus(input: { user: { id: "u-1" }, name: "x", type: AWAY, note: "new" }) { userStatus { note } } }',
  ];
  const board = ask('board', CALLERS[0], read);
  await upstream.arrived(1);
  const [boards] = upstream.held;
  boards?.serve();
  const setting = ask('set', CALLERS[1], set);
  await upstream.arrived(2);
  upstream.held[1]?.answer();
  await upstream.arrived(3);
  const later = ask('later', CALLERS[0], read);
  await upstream.arrived(4);
  for (const request of [...upstream.held]) request.answer();
  expect(await setting).toEqual({ data: { setUserStatus: { userStatus: { note: 'new' } } } });
  expect(await later).toEqual({ data: { userStatus: { note: 'new' } } });
  expect(await board).toEqual({ data: { userStatus: { note: '' } } });
});
