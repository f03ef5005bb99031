import { type FeedUpstream, startFeedUpstream } from '@live-status/rest-contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLiveClient, type LiveClient } from './live-client.ts';
import { createLiveGateway, type LiveGateway } from './live-gateway.ts';
import { TRANSPORTS } from './live-streams.ts';
import { type Switchboard, startSwitchboard } from './live-switchboard.ts';
import { findUntruths } from './live-truth.ts';

const NAMES = ['doc', 'marty'];
const BOUND = { timeout: 10_000, interval: 2 };

/** Two gateways with one upstream, behind one port. */
interface TwoGateways extends AsyncDisposable {
  readonly upstream: FeedUpstream;
  readonly switchboard: Switchboard;
  readonly gateways: readonly [LiveGateway, LiveGateway];
  /** A client that watches marty, or everybody. */
  client(whom: 'marty' | 'everybody'): LiveClient;
}

async function startTwoGateways(): Promise<TwoGateways> {
  const stack = new AsyncDisposableStack();
  const upstream = stack.use(await startFeedUpstream(NAMES));
  const switchboard = stack.use(await startSwitchboard());
  const begin = () => stack.adopt(createLiveGateway(upstream), (gateway) => gateway.stop(0));
  const gateways = [begin(), begin()] as const;
  switchboard.switchTo(gateways[0]);
  const watched = [{ ref: { username: 'marty' }, username: 'marty' }];
  return {
    upstream,
    switchboard,
    gateways,
    client(whom) {
      const client = createLiveClient({
        origin: switchboard.origin,
        watched: whom === 'marty' ? watched : undefined,
        rankOf: (note) => upstream.history.indexOf(note),
      });
      stack.defer(() => client.cut());
      return client;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const isUpToDate = (client: LiveClient, upstream: FeedUpstream) =>
  client.isCertain() && findUntruths(client, upstream).length === 0;

/** Resolves once a client's picture is the upstream's, and it was told so. */
async function expectUpToDate(client: LiveClient, upstream: FeedUpstream): Promise<void> {
  await expect.poll(() => isUpToDate(client, upstream), BOUND).toBe(true);
  expect(client.faults).toEqual([]);
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  test('the cursor of one gateway leads to a snapshot at another, and back at the first one again', async () => {
    await using two = await startTwoGateways();
    const { upstream, switchboard } = two;
    const client = two.client('marty');
    client.connect(transport, false);
    await expectUpToDate(client, upstream);
    for (const [moves, gateway] of [two.gateways[1], two.gateways[0]].entries()) {
      upstream.set('marty', String(moves));
      await expectUpToDate(client, upstream);
      switchboard.switchTo(gateway);
      switchboard.cut();
      await expect.poll(client.isConnected, BOUND).toBe(false);
      upstream.set('marty', `${moves} while nobody listens`);
      client.connect(transport, true);
      await expectUpToDate(client, upstream);
      expect(client.kinds.at(-1)).toBe('UserStatusSnapshot');
    }
    expect([client.resumed(), client.refusals]).toEqual([0, []]);
  });

  test('the cursor of a gateway leads back to what was missed there, whoever was elsewhere meanwhile', async () => {
    await using two = await startTwoGateways();
    const { upstream, switchboard } = two;
    const [client, other] = [two.client('marty'), two.client('marty')];
    client.connect(transport, false);
    await expectUpToDate(client, upstream);
    client.cut();
    switchboard.switchTo(two.gateways[1]);
    other.connect(transport, false);
    await expectUpToDate(other, upstream);
    upstream.set('marty', '1');
    switchboard.switchTo(two.gateways[0]);
    client.connect(transport, true);
    await expectUpToDate(client, upstream);
    expect(client.kinds).toEqual(['UserStatusSnapshot', 'UserStatusChanged', 'UserStatusFresh']);
    expect(client.resumed()).toBe(1);
  });

  test('a gateway that stops sends its clients to the other one, which shows them what changed meanwhile', async () => {
    await using two = await startTwoGateways();
    const { upstream, switchboard } = two;
    const client = two.client('everybody');
    client.connect(transport, false);
    await expectUpToDate(client, upstream);
    switchboard.switchTo(two.gateways[1]);
    upstream.set('doc', '1');
    const stopping = two.gateways[0].stop(500);
    await expect.poll(client.isConnected, BOUND).toBe(false);
    client.connect(transport, true);
    upstream.set('doc', '2');
    await expectUpToDate(client, upstream);
    await stopping;
  });
});

const RUNS = 100;
const who = fc.nat(1);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('set' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('switch' as const), to: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut all' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut the feeds' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('come back' as const), withCursor: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

async function check(history: readonly Step[]): Promise<void> {
  await using two = await startTwoGateways();
  const { upstream, switchboard, gateways } = two;
  const clients = TRANSPORTS.flatMap((transport) =>
    (['marty', 'everybody'] as const).map((whom) => ({ transport, client: two.client(whom) })),
  );
  const comeBack = (withCursor: boolean) => {
    for (const { client, transport } of clients)
      if (!client.isConnected()) client.connect(transport, withCursor);
  };
  comeBack(false);
  let last = 0;
  for (const one of history) {
    if (one.do === 'set') {
      last += 1;
      upstream.set(NAMES[one.who] ?? '', String(last));
    }
    if (one.do === 'switch') switchboard.switchTo(gateways[one.to]);
    if (one.do === 'cut all') switchboard.cut();
    if (one.do === 'cut the feeds') upstream.cut();
    if (one.do === 'come back') comeBack(one.withCursor);
    if (one.do === 'wait')
      for (const { client } of clients)
        await expect.poll(() => !client.isConnected() || isUpToDate(client, upstream), BOUND).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect
    .poll(() => {
      comeBack(true);
      return clients.every(({ client }) => client.isCertain());
    }, BOUND)
    .toBe(true);
  for (const { client } of clients) await expectUpToDate(client, upstream);
  for (const { client } of clients) expect(client.refusals).toEqual([]);
}

test(`in ${RUNS} random histories of clients who are moved from one gateway to another no picture goes backwards, and each ends as the upstream's`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 15, size: 'max' }), check), {
    numRuns: RUNS,
    seed: 20_261_129,
  });
}, 120_000);
