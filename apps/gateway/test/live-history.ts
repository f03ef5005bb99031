import { startFeedUpstream } from '@live-status/rest-contract';
import { expect } from 'vitest';
import { createCallers } from './live-callers.ts';
import { createLiveClient, type LiveClient, type Watched } from './live-client.ts';
import { createLiveGateway, type LiveGateway } from './live-gateway.ts';
import { holdBack } from './live-held.ts';
import { type History, NAMES, type Step, type StepOf } from './live-history-steps.ts';
import { type ToldEvent, TRANSPORTS } from './live-streams.ts';
import { startSwitchboard } from './live-switchboard.ts';
import { findUntruths } from './live-truth.ts';

/** Within so many milliseconds everything must be right that is to become so: generous, because machines may be slow. */
const BOUND = { timeout: 8000, interval: 4 };
/** Calls have failed, and pings gone unanswered, long before that. */
const TIMEOUT_MS = 250;

const turnOfLoop = () => new Promise<void>((resolve) => void setImmediate(resolve));
const nameOf = (index: number) => NAMES[index] ?? NAMES[0];

/** What a history has shown, for the test to tell that it was not all about nothing. */
export interface Counts {
  readonly resumed: number;
  readonly snapshots: number;
  readonly changes: number;
  readonly stale: number;
  readonly reads: number;
}

/**
 * Lets a history happen, and holds what each client was told against what the upstream had. When all is over and everybody has left,
 * `onLeft` is called while the gateway still runs.
 */
export async function checkHistory(
  { settings, first, steps }: History,
  onLeft: () => Promise<void> = async () => {},
): Promise<Counts> {
  await using upstream = await startFeedUpstream(NAMES);
  await using switchboard = await startSwitchboard();
  const rankOf = (note: string) => upstream.history.indexOf(note);
  const held = holdBack(upstream);
  const callers = createCallers(switchboard.origin, rankOf, () => gateway);
  const clients: LiveClient[] = [];
  const left: LiveClient[] = [];
  const stalled = new Set<LiveClient>();
  const stopping: Promise<void>[] = [];
  /** Those who came or went: the feed does not tell of that, so that nothing is promised about when it is seen. */
  const unsteady = new Set<string>();
  let gateway: LiveGateway | undefined;
  let hasStopped = false;
  let last = 0;

  const startGateway = () => {
    const { readsFromFeed, ...watch } = settings;
    gateway ??= createLiveGateway(upstream, {
      readsFromFeed,
      timeoutMs: TIMEOUT_MS,
      deadlineMs: TIMEOUT_MS,
      watch: {
        ...watch,
        reconnect: { initialDelayMs: 1, maxDelayMs: 20 },
        retryFeedEveryMs: 30,
        polling: { fastMs: 5, slowMs: 20, maxCallsPerSecond: 1000 },
      },
    });
    switchboard.switchTo(gateway);
  };
  const stopGateway = (graceMs: number) => {
    switchboard.switchTo(undefined);
    hasStopped ||= gateway !== undefined;
    if (gateway !== undefined) stopping.push(gateway.stop(graceMs));
    gateway = undefined;
  };
  const set = (who: number) => {
    last += 1;
    upstream.set(nameOf(who), String(last));
  };
  /** Past all that is held: whoever it is about is read, and so perhaps before what is held arrives. */
  const tellUnreadable = (who: number) => {
    const message = upstream.event(nameOf(who), { statusType: 'busy' });
    for (const reader of upstream.readers) reader.send(message);
  };
  const clientAt = (index: number) => clients[index % Math.max(1, clients.length)];
  const watchedOf = (index: number, isById: boolean): Watched => {
    const username = nameOf(index);
    const id = upstream.users.get(username)?.id;
    return { username, ref: isById && id !== undefined ? { id } : { username } };
  };

  const expectNoFaults = () => {
    expect(callers.faults).toEqual([]);
    for (const { faults, refusals } of [...clients, ...left]) {
      expect(faults).toEqual([]);
      if (!hasStopped) expect(refusals).toEqual([]);
    }
  };
  const untruths = (client: LiveClient) => findUntruths(client, upstream, (name) => !unsteady.has(name));
  /** Whoever reads, and was told that the picture is up to date. */
  const believing = () => clients.filter((each) => each.isCertain() && !stalled.has(each));
  const expectTruth = () => expect.poll(() => believing().flatMap(untruths), BOUND).toEqual([]);
  const isAllTold = () =>
    clients.every(
      (each) => !each.isConnected() || stalled.has(each) || (each.isCertain() && untruths(each).length === 0),
    );
  const passTurns = async (most: number) => {
    for (let turn = 0; turn < most && !isAllTold(); turn += 1) await turnOfLoop();
  };

  const actions: { readonly [Do in Step['do']]: (one: StepOf<Do>) => unknown } = {
    set: ({ who }) => set(who),
    'set through the gateway'({ who }) {
      last += 1;
      callers.set(nameOf(who), String(last));
    },
    'read through the gateway': ({ who }) => callers.read(nameOf(who)),
    'hold the feed': () => held.feed(),
    'deliver some': ({ amount }) => held.deliver(amount),
    'deliver all': () => held.deliver(),
    'hold answers': () => held.answers(),
    'answer some': ({ amount }) => held.answer(amount),
    'answer all': () => held.answer(),
    'fail some'({ amount }) {
      let failures = amount;
      upstream.answer = async ({ method }, response) => {
        if (method !== 'GET' || failures === 0) return false;
        failures -= 1;
        response.writeHead(500).end();
        return true;
      };
    },
    'cut the feed': () => upstream.cut(),
    'no feed'({ status }) {
      upstream.refuse = (socket) => void socket.end(`HTTP/1.1 ${status} X\r\ncontent-length: 0\r\n\r\n`);
      upstream.cut();
    },
    'a feed again'() {
      upstream.refuse = undefined;
    },
    'an unreadable event': ({ who }) => tellUnreadable(who),
    'the feed lags behind'({ who }) {
      held.feed();
      set(who);
      set(who);
      tellUnreadable(who);
    },
    'the upstream falls silent'({ who }) {
      held.feed();
      held.answers();
      set(who);
      return expectTruth();
    },
    'the upstream starts again': () => upstream.restart(),
    'the gateway stops': ({ graceMs }) => stopGateway(graceMs),
    'the gateway starts again'({ graceMs }) {
      stopGateway(graceMs);
      startGateway();
    },
    watch({ whom, transport }) {
      const watched = whom?.map(({ who, isById }) => watchedOf(who, isById));
      const client = createLiveClient({ origin: switchboard.origin, watched, rankOf });
      clients.push(client);
      client.connect(transport, false);
    },
    leave({ whose }) {
      const [gone] = clients.splice(whose % Math.max(1, clients.length), 1);
      gone?.cut();
      if (gone !== undefined) left.push(gone);
    },
    cut: ({ whose }) => clientAt(whose)?.cut(),
    'come back'({ whose, transport, withCursor }) {
      const client = clientAt(whose);
      if (client === undefined) return;
      client.cut();
      client.connect(transport, withCursor);
      stalled.delete(client);
    },
    'stop reading'({ whose }) {
      const client = clientAt(whose);
      if (client === undefined) return;
      stalled.add(client);
      switchboard.stall(client.port());
    },
    'read on'() {
      stalled.clear();
      switchboard.flow();
    },
    'somebody goes'({ who }) {
      unsteady.add(nameOf(who));
      upstream.users.delete(nameOf(who));
    },
    'somebody comes'({ who }) {
      unsteady.add(nameOf(who));
      if (!upstream.users.has(nameOf(who))) upstream.add(nameOf(who));
      set(who);
    },
  };
  const take = <Do extends Step['do']>(one: StepOf<Do>, what: Do) => actions[what](one);

  /** Whatever was in the way is over. */
  const mend = async () => {
    upstream.refuse = undefined;
    upstream.answer = undefined;
    held.answer();
    held.deliver();
    startGateway();
    stalled.clear();
    switchboard.flow();
    await callers.settled();
    await Promise.all(stopping);
    // Where nothing else makes it look again who there is.
    if (unsteady.size > 0 && settings.reconcileEveryMs === 0) upstream.cut();
  };
  const whatIsLeft = () => {
    for (const [index, each] of clients.entries())
      if (!each.isConnected()) each.connect(TRANSPORTS[index % 3] ?? 'WebSocket', index % 4 !== 0);
    return clients.flatMap((each) => [
      ...findUntruths(each, upstream),
      ...(each.isCertain() ? [] : ['somebody was told that it may be out of date, and nothing since']),
    ]);
  };
  const leaveAll = () => {
    for (const each of clients.splice(0)) {
      left.push(each);
      each.cut();
    }
  };

  startGateway();
  try {
    actions.watch(first);
    // With the first read the gateway begins to learn what it answers further ones with.
    if (settings.readsFromFeed) callers.read(nameOf(0));
    await passTurns(200);
    for (const { step, patience } of steps) {
      await take(step, step.do);
      await passTurns(patience);
      expectNoFaults();
    }
    await mend();
    await expect.poll(whatIsLeft, BOUND).toEqual([]);
    leaveAll();
    // Whoever reads from the feed keeps it for a while.
    if (!settings.readsFromFeed) await expect.poll(() => upstream.readers.size, BOUND).toBe(0);
    await onLeft();
    expectNoFaults();
  } finally {
    leaveAll();
    stopGateway(0);
    await Promise.all(stopping);
  }
  const count = (kind: ToldEvent['__typename']) =>
    left.flatMap(({ kinds }) => kinds).filter((each) => each === kind).length;
  return {
    resumed: left.reduce((sum, each) => sum + each.resumed(), 0),
    snapshots: count('UserStatusSnapshot'),
    changes: count('UserStatusChanged'),
    stale: count('UserStatusStale'),
    reads: callers.reads(),
  };
}
