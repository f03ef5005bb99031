import { parseCoreServerRef, parseTarget, type UserRef } from '@live-status/domain';
import {
  createFaultWatcher,
  expectSoon,
  type FaultWatcher,
  FEED_FAULTS,
  type FeedFault,
  type FeedUpstream,
  namedFaults,
  runFeedFault,
  startFeedUpstream,
  type ToldEvent,
} from '@live-status/rest-contract';
import { describe, expect, test } from 'vitest';
import { createStatusClient, type StatusClient, type WatchEvent } from '../src/index.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const TWO = ['marty', 'doc'];
/** So soon after the last one has left a feed is given up, in milliseconds. */
const LINGER_MS = 50;

const clientOf = (
  { origin }: FeedUpstream,
  { times = {} }: FeedFault,
  unreadable: string[],
): StatusClient => {
  const { timeoutMs, ...watch } = times;
  return createStatusClient({
    baseUrl: `${origin}/communication_manager`,
    timeoutMs,
    watch: { lingerMs: LINGER_MS, ...watch },
    hooks: { onUnreadableEvent: ({ reason }) => unreadable.push(reason) },
  });
};

/** Whom somebody watches; undefined for everybody. */
function usersOf(upstream: FeedUpstream, whom: FeedFault['whom']): readonly UserRef[] | undefined {
  if (whom === 'everybody') return undefined;
  const refs = TWO.map((username) =>
    whom === 'the two by id' ? { id: upstream.users.get(username)?.id } : { username },
  );
  return refs.map((user) => parseTarget({ coreServer, user }).user);
}

function toldOf(event: WatchEvent): ToldEvent {
  const results = event.kind === 'snapshot' ? event.results : event.kind === 'changed' ? [event.status] : [];
  const notes = results.flatMap((result) =>
    'error' in result ? [] : [[result.username, result.note] as const],
  );
  return {
    kind: event.kind,
    code: 'error' in event ? event.error.code : undefined,
    notes: new Map(notes),
  };
}

/** Somebody who watches through the client itself. */
async function begin(
  client: StatusClient,
  users: readonly UserRef[] | undefined,
): Promise<FaultWatcher & AsyncDisposable> {
  const watcher = createFaultWatcher((username, note) => {
    const target = parseTarget({ coreServer, user: { username } });
    return client.setStatus(target, { name: 'Lunch', type: 'away', note });
  });
  const iterator = client.watchStatuses({ coreServer, users })[Symbol.asyncIterator]();
  const read = async (): Promise<void> => {
    for (let event = await iterator.next(); !event.done; event = await iterator.next())
      watcher.take(toldOf(event.value));
  };
  const ended = read();
  return Object.assign(watcher, {
    async [Symbol.asyncDispose]() {
      await iterator.return?.();
      await ended;
    },
  });
}

async function check(fault: FeedFault) {
  await using upstream = await startFeedUpstream(TWO);
  const unreadable: string[] = [];
  await using client = clientOf(upstream, fault, unreadable);
  const times = await runFeedFault(fault, upstream, () => begin(client, usersOf(upstream, fault.whom)));
  expect(unreadable.slice(0, fault.unreadable?.length ?? 0)).toEqual(fault.unreadable ?? []);
  await upstream.connected(0);
  return times;
}

describe.concurrent('the client', () => {
  test.each(namedFaults(FEED_FAULTS))(
    'EVT-3 with %s the picture never goes backwards, becomes the last state, and says where it may be stale',
    (_name, fault) => expectSoon(fault, () => check(fault)),
    60_000,
  );
});
