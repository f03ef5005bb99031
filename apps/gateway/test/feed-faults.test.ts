import {
  expectSoon,
  type FaultTimes,
  FEED_FAULTS,
  type FeedFault,
  namedFaults,
  runFeedFault,
  startFeedUpstream,
} from '@live-status/rest-contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFaultGateway } from './feed-fault-gateway.ts';
import { holdsAtMostMiB } from './feed-fault-memory.ts';
import { overEventStream, overWebSocket } from './feed-fault-subscribers.ts';

const TWO = ['marty', 'doc'];

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', onUnhandled));
afterAll(() => void process.off('unhandledRejection', onUnhandled));

async function run(fault: FeedFault, subscribe: typeof overEventStream): Promise<FaultTimes> {
  await using upstream = await startFeedUpstream(TWO);
  const unreadable: string[] = [];
  await using gateway = await startFaultGateway(upstream, fault.times, (reason) => unreadable.push(reason));
  const byId = () => TWO.map((username) => ({ id: upstream.users.get(username)?.id }));
  const users = {
    'the two by name': TWO.map((username) => ({ username })),
    'the two by id': byId(),
    everybody: undefined,
  }[fault.whom ?? 'the two by name'];
  const times = await runFeedFault(fault, upstream, () => subscribe({ ...gateway, users }));
  expect(unreadable.slice(0, fault.unreadable?.length ?? 0)).toEqual(fault.unreadable ?? []);
  await upstream.connected(0);
  return times;
}

const checkOver = (subscribe: typeof overEventStream) => (_name: string, fault: FeedFault) =>
  expectSoon(fault, () => run(fault, subscribe));

const OVER_WEB_SOCKET = FEED_FAULTS.filter(({ isSeenOverWebSocket }) => isSeenOverWebSocket);
const FLOODS = FEED_FAULTS.filter(({ maxMiB }) => maxMiB !== undefined);
const OTHERS = FEED_FAULTS.filter(({ maxMiB }) => maxMiB === undefined);
const TIMEOUT_MS = 90_000;

describe('one after another, and measured,', () => {
  test.each(namedFaults(FLOODS))(
    '%s is told over Server-Sent Events as it should be, and takes no more memory',
    async (_name, fault) => {
      await holdsAtMostMiB(fault.maxMiB ?? 0, () => checkOver(overEventStream)(fault.name, fault));
    },
    TIMEOUT_MS,
  );
});

describe.concurrent('at the same time,', () => {
  test.each(namedFaults(OTHERS))(
    '%s is told over Server-Sent Events as it should be',
    checkOver(overEventStream),
    TIMEOUT_MS,
  );
  test.each(namedFaults(OVER_WEB_SOCKET))(
    '%s is told over a WebSocket as it should be',
    checkOver(overWebSocket),
    TIMEOUT_MS,
  );
});

test('after all of that no rejection was left unhandled', () => {
  expect(unhandled).toEqual([]);
});
