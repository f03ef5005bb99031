import { startFeedUpstream } from '@live-status/rest-contract';
import { expect, test } from 'vitest';
import { createLiveClient } from './live-client.ts';
import { createLiveGateway } from './live-gateway.ts';
import { TRANSPORTS } from './live-streams.ts';
import { startSwitchboard } from './live-switchboard.ts';
import { findUntruths } from './live-truth.ts';

const BOUND = { timeout: 15_000, interval: 2 };

test.each(TRANSPORTS)(
  'over %s whoever stops reading is told the last state of each user, and not those between',
  async (transport) => {
    await using upstream = await startFeedUpstream(['doc', 'marty']);
    await using switchboard = await startSwitchboard();
    await using stack = new AsyncDisposableStack();
    switchboard.switchTo(stack.adopt(createLiveGateway(upstream), (gateway) => gateway.stop(0)));
    const clientOf = () => {
      const rankOf = (note: string) => upstream.history.indexOf(note);
      const client = createLiveClient({ origin: switchboard.origin, watched: undefined, rankOf });
      stack.defer(() => client.cut());
      client.connect(transport, false);
      return client;
    };
    const [slow, quick] = [clientOf(), clientOf()];
    const isTold = (client: typeof slow) => client.isCertain() && findUntruths(client, upstream).length === 0;
    for (const client of [slow, quick]) await expect.poll(() => isTold(client), BOUND).toBe(true);
    switchboard.stall(slow.port());
    for (let last = 1; last <= 100; last += 1) {
      upstream.set(last % 2 === 0 ? 'doc' : 'marty', String(last));
      await expect.poll(() => isTold(quick), BOUND).toBe(true);
    }
    expect(slow.kinds).toEqual(['UserStatusSnapshot']);
    switchboard.flow();
    await expect.poll(() => isTold(slow), BOUND).toBe(true);
    // One was on its way already when the socket took no more.
    expect(slow.kinds.length - 1).toBeLessThanOrEqual(3);
    expect(quick.kinds.length - 1).toBe(100);
    expect([...slow.faults, ...quick.faults]).toEqual([]);
  },
);
