import { request } from 'node:http';
import { type FeedUpstream, startFeedUpstream } from '@live-status/rest-contract';
import { expect } from 'vitest';
import { createLiveClient, type LiveClient, type Watched } from './live-client.ts';
import { createLiveGateway, type LiveGateway } from './live-gateway.ts';
import { type History, NAMES, type Step, type StepOf } from './live-history-steps.ts';
import type { ToldEvent, Transport } from './live-streams.ts';
import { startSwitchboard } from './live-switchboard.ts';

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
}

/** Takes an upstream's steps out of its hands. */
function hold(upstream: FeedUpstream) {
  const outbox: (() => void)[] = [];
  const answers: (() => void)[] = [];
  const release = (held: (() => void)[], count = Number.POSITIVE_INFINITY) => {
    for (const go of held.splice(0, count)) go();
  };
  return {
    feed() {
      upstream.outbox = (send) => void outbox.push(send);
    },
    deliver(count?: number) {
      if (count === undefined) upstream.outbox = (send) => send();
      release(outbox, count);
    },
    answers() {
      upstream.beforeSending = () => new Promise((resolve) => void answers.push(resolve));
    },
    answer(count?: number) {
      if (count === undefined) upstream.beforeSending = undefined;
      release(answers, count);
    },
  };
}

/** Sets a status through the gateway; whatever becomes of it. */
export async function setThroughGateway(origin: string, username: string, note: string): Promise<void> {
  const query = `mutation { setUserStatus(input: { user: { username: "${username}" }, name: "Lunch", type: AWAY, note: "${note}" }) { userStatus { note } } }`;
  const sent = request(`${origin}/graphql`, {
    agent: false,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  sent.on('error', () => {});
  sent.on('response', (response) => response.on('error', () => {}).resume());
  sent.end(JSON.stringify({ query }));
  await new Promise((resolve) => sent.once('close', resolve));
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
  const held = hold(upstream);
  const clients: LiveClient[] = [];
  const underWay: Promise<unknown>[] = [];
  const left: LiveClient[] = [];
  /** Those who came or went: the feed does not tell of that, so that nothing is promised about when it is seen. */
  const unsteady = new Set<string>();
  let gateway: LiveGateway | undefined;
  let hasStopped = false;
  let last = 0;

  const startGateway = () => {
    gateway ??= createLiveGateway(upstream, {
      timeoutMs: TIMEOUT_MS,
      deadlineMs: TIMEOUT_MS,
      watch: {
        ...settings,
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
    underWay.push(gateway?.stop(graceMs) ?? Promise.resolve());
    gateway = undefined;
  };
  const rankOf = (note: string) => upstream.history.indexOf(note);
  const nextNote = () => {
    last += 1;
    return String(last);
  };
  const clientAt = (index: number) => clients[index % Math.max(1, clients.length)];
  const watchedOf = (index: number, isById: boolean): Watched => {
    const username = nameOf(index);
    const id = upstream.users.get(username)?.id;
    return { username, ref: isById && id !== undefined ? { id } : { username } };
  };
  const expectNoFaults = () => {
    for (const { faults, refusals } of [...clients, ...left]) {
      expect(faults).toEqual([]);
      if (!hasStopped) expect(refusals).toEqual([]);
    }
  };

  /** Whoever is shown as something that the upstream does not have. */
  const wrong = ({ watched, picture }: LiveClient, isSteady: (username: string) => boolean): string[] => {
    const names = new Set(
      watched?.map(({ username }) => username) ?? [...upstream.users.keys(), ...picture.keys()],
    );
    return [...names].filter(isSteady).flatMap((username) => {
      const user = upstream.users.get(username);
      const [is, shown] = [user?.note, picture.get(username)];
      // Whoever was given by an id that a restart has ended may be unknown (clause ID-1).
      const refs = watched?.filter((each) => each.username === username).map(({ ref }) => ref) ?? [];
      const isLost = refs.length > 0 && refs.every((ref) => 'id' in ref && ref.id !== user?.id);
      return is === shown || (isLost && shown === undefined)
        ? []
        : [`${username} is ${is} and shown as ${shown}`];
    });
  };
  const isSteady = (username: string) => !unsteady.has(username);
  const believing = () => clients.filter((each) => each.isCertain() && !stalled.has(each));
  const stalled = new Set<LiveClient>();
  const expectTruth = () =>
    expect.poll(() => believing().flatMap((each) => wrong(each, isSteady)), BOUND).toEqual([]);

  const isAllTold = () =>
    clients.every(
      (each) =>
        !each.isConnected() || stalled.has(each) || (each.isCertain() && wrong(each, isSteady).length === 0),
    );
  const passTurns = async (most: number) => {
    for (let turn = 0; turn < most && !isAllTold(); turn += 1) await turnOfLoop();
  };

  /** Past all that is held: whoever it is about is read, and so perhaps before what is held arrives. */
  const tellUnreadable = (username: string) => {
    const message = upstream.event(username, { statusType: 'busy' });
    for (const reader of upstream.readers) reader.send(message);
  };

  const actions: { readonly [Do in Step['do']]: (one: StepOf<Do>) => unknown } = {
    set: ({ who }) => upstream.set(nameOf(who), nextNote()),
    'set through the gateway'({ who }) {
      underWay.push(setThroughGateway(switchboard.origin, nameOf(who), nextNote()));
    },
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
    'an unreadable event': ({ who }) => tellUnreadable(nameOf(who)),
    'the feed lags behind'({ who }) {
      held.feed();
      upstream.set(nameOf(who), nextNote());
      upstream.set(nameOf(who), nextNote());
      tellUnreadable(nameOf(who));
    },
    'the upstream falls silent'({ who }) {
      held.feed();
      held.answers();
      upstream.set(nameOf(who), nextNote());
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
      client?.cut();
      client?.connect(transport, withCursor);
      if (client !== undefined) stalled.delete(client);
    },
    'stop reading'({ whose }) {
      const client = clientAt(whose);
      if (client === undefined) return;
      stalled.add(client);
      switchboard.stall(client.port());
    },
    'read on': () => {
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
      upstream.set(nameOf(who), nextNote());
    },
  };
  const take = <Do extends Step['do']>(one: StepOf<Do>, what: Do) => actions[what](one);

  startGateway();
  try {
    actions.watch(first);
    await passTurns(200);
    for (const { step, patience } of steps) {
      await take(step, step.do);
      await passTurns(patience);
      expectNoFaults();
    }

    upstream.refuse = undefined;
    upstream.answer = undefined;
    held.answer();
    held.deliver();
    startGateway();
    switchboard.flow();
    stalled.clear();
    await Promise.all(underWay);
    // Where nothing else makes it look again who there is.
    if (unsteady.size > 0 && settings.reconcileEveryMs === 0) upstream.cut();
    const transports: readonly Transport[] = ['SSE with after', 'SSE with Last-Event-ID', 'WebSocket'];
    const notYet = () => {
      for (const [index, each] of clients.entries())
        if (!each.isConnected()) each.connect(transports[index % 3] ?? 'WebSocket', index % 4 !== 0);
      return clients.flatMap((each) => [
        ...wrong(each, () => true),
        ...(each.isCertain() ? [] : ['somebody was told that it may be out of date, and no more since']),
      ]);
    };
    await expect.poll(notYet, BOUND).toEqual([]);
    expectNoFaults();
    for (const each of clients.splice(0)) {
      left.push(each);
      each.cut();
    }
    await expect.poll(() => upstream.readers.size, BOUND).toBe(0);
    await onLeft();
    expectNoFaults();
    const count = (kind: ToldEvent['__typename']) =>
      left.flatMap(({ kinds }) => kinds).filter((each) => each === kind).length;
    return {
      resumed: left.reduce((sum, each) => sum + each.resumed(), 0),
      snapshots: count('UserStatusSnapshot'),
      changes: count('UserStatusChanged'),
      stale: count('UserStatusStale'),
    };
  } finally {
    for (const each of clients) each.cut();
    stopGateway(0);
    await Promise.all(underWay);
  }
}
