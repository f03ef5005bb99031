import type { Look } from '../../subjects/live/look.ts';
import { ProcessTable } from '../process-table.ts';
import { connectionsOf } from './connections-of.ts';
import { startClock } from './cpu-time.ts';
import { EVERYBODYS } from './people.ts';
import { type Publisher, publishToSubject, publishToUpstream, usersInTurns } from './publisher.ts';
import { type Subject, startSubject, type Upstream } from './subject.ts';
import { messagesOf, type Received } from './tally.ts';
import type { Watchers } from './watchers.ts';

/** How much is measured. */
export interface SubscribersPlan {
  readonly subscribers: number;
  /** How often the user whom all watch is changed alone. */
  readonly bursts: number;
  /** For so many seconds so many changes a second. */
  readonly seconds: number;
  readonly changesPerSecond: number;
  /** How long it is looked at what a subject does while nothing happens. */
  readonly idleSeconds: number;
}

/** The REST server that the gateway watches. */
export interface LiveUpstream extends Upstream {
  /** The base URL that is not counted at. */
  readonly direct: string;
  readonly pid: number;
  feeds(): Promise<Feeds>;
}

/** What subjects are measured with. */
export interface Around {
  readonly upstream: LiveUpstream;
  readonly watchers: Watchers;
  readonly folder: string;
  /** Of the gateway's messages, once one was seen. */
  readonly cursorLength: number;
  /** More for Node, for a subject that is looked into. */
  readonly flags: readonly string[];
}

/** Event feeds of the upstream that are open, and that ever were. */
export interface Feeds {
  readonly open: number;
  readonly ever: number;
}

/** What was done, and what it took. */
export interface Phase {
  readonly received: Received;
  readonly expected: number;
  readonly seconds: number;
  readonly cpuMicros: number;
  readonly watchersCpuMicros: readonly number[];
  readonly upstreamCpuMicros: number;
  /** What processes that are none of the benchmark's took of a core. */
  readonly beside: number;
}

/** One change that all were told of. */
export interface Burst extends Phase {
  /** Until the last had it; undefined: not all had it within a minute. */
  readonly lastMs: number | undefined;
}

/** Many changes one after another. */
export interface Steady extends Phase {
  /** How long the upstream took to acknowledge each, in milliseconds; who watches it is told while it does. */
  readonly setMs: readonly number[];
}

export interface SubscribersResult {
  readonly subject: Subject;
  readonly subscribers: number;
  readonly before: Look;
  readonly connected: Look;
  readonly opening: Phase;
  readonly feeds: Feeds;
  readonly idle: Phase;
  readonly bursts: readonly Burst[];
  readonly steady: Steady;
  /** Pairs of a watcher and a user whom it watches who lack the user's last change at the end. */
  readonly lacking: number;
  readonly broken: number;
  readonly left: Look;
  /** Connections that the subject still has of watchers then. */
  readonly socketsLeft: number;
}

/** So many come and go first, so that what is compiled and loaded once is not counted for those who are counted. */
const FIRST = 200;
const BURST_WITHIN_MS = 60_000;
const DRAIN_WITHIN_MS = 60_000;
const SETTLE_MS = 500;
const STEP_MS = 10;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Measures one subject from its start to its end. */
export async function measureSubject(
  subject: Subject,
  plan: SubscribersPlan,
  { upstream, watchers, folder, cursorLength, flags }: Around,
): Promise<SubscribersResult> {
  const live = await startSubject(subject, upstream, folder, flags);
  const publisher =
    subject.file === undefined
      ? publishToUpstream(upstream.direct, `Basic ${btoa(`${upstream.username}:${upstream.password}`)}`)
      : await publishToSubject(live.changesPort, cursorLength);
  const feedsBefore = await upstream.feeds();

  const phase = async (expected: number, run: () => Promise<void>): Promise<Phase> => {
    await watchers.received();
    const besides = new ProcessTable().cpuMicrosBeside(process.pid);
    const stop = startClock([live.pid, upstream.pid, ...watchers.pids]);
    const startedAt = performance.now();
    await run();
    const seconds = (performance.now() - startedAt) / 1000;
    const [cpuMicros = 0, upstreamCpuMicros = 0, ...watchersCpuMicros] = stop();
    const beside = (new ProcessTable().cpuMicrosBeside(process.pid) - besides) / (seconds * 1e6);
    const received = await watchers.received();
    return { received, expected, seconds, cpuMicros, watchersCpuMicros, upstreamCpuMicros, beside };
  };
  const burst = async (count: number): Promise<Burst> => {
    let lastMs: number | undefined;
    const measured = await phase(count, async () => {
      const { turn, sentMicros } = publisher.publish(EVERYBODYS);
      const micros = await watchers.allHave(turn, BURST_WITHIN_MS);
      lastMs = micros === undefined ? undefined : (micros - sentMicros) / 1000;
      await publisher.settled();
      await wait(SETTLE_MS);
    });
    return { ...measured, lastMs };
  };

  try {
    await watchers.open(live.wire, FIRST);
    for (let times = 0; times < 20; times += 1) mustReachAll(await burst(FIRST));
    await watchers.close();
    await wait(SETTLE_MS);
    const before = await live.look();

    const { subscribers } = plan;
    const opening = await phase(0, () => watchers.open(live.wire, subscribers));
    // The first change also shows that all are there.
    for (let times = 0; times < 2; times += 1) mustReachAll(await burst(subscribers));
    const feeds = await upstream.feeds();
    const idle = await phase(0, async () => {
      await wait(plan.idleSeconds * 1000);
    });
    // At rest: while much is made for a moment V8 keeps room for more of it.
    const connected = await live.look();
    const bursts: Burst[] = [];
    while (bursts.length < plan.bursts) bursts.push(await burst(subscribers));
    const users = usersInTurns();
    const changes = Array.from({ length: plan.seconds * plan.changesPerSecond }, () => users.next().value);
    const expected = messagesOf(changes, subscribers);
    let setMs: number[] = [];
    await publisher.settled();
    const told = await phase(expected, async () => {
      await publishEvenly(publisher, changes, plan.changesPerSecond);
      setMs = await publisher.settled();
      await drained(watchers, publisher);
    });
    const lacking = await watchers.lacking(publisher.turns);
    const broken = await watchers.broken();
    await watchers.close();
    await wait(2000);
    const left = await live.look();
    return {
      subject,
      subscribers,
      before,
      connected,
      opening,
      feeds: { open: feeds.open, ever: feeds.ever - feedsBefore.ever },
      idle,
      bursts,
      steady: { ...told, setMs },
      lacking,
      broken,
      left,
      socketsLeft: connectionsOf(live.wire.port),
    };
  } catch (error) {
    throw new Error(`${subject.name} over ${subject.transport} failed:\n${live.logged().slice(-4000)}`, {
      cause: error,
    });
  } finally {
    await publisher.close();
    await live.stop();
  }
}

function mustReachAll({ lastMs, received, expected }: Burst): void {
  if (lastMs === undefined)
    throw new Error(`Of ${expected} watchers ${received.messages} had the change within a minute.`);
}

async function publishEvenly(
  publisher: Publisher,
  users: readonly number[],
  perSecond: number,
): Promise<void> {
  const startedAt = performance.now();
  for (let next = 0; next < users.length; await wait(STEP_MS)) {
    const due = Math.min(((performance.now() - startedAt) / 1000) * perSecond + 1, users.length);
    for (; next < Math.floor(due); next += 1) publisher.publish(users[next] ?? 0);
  }
}

/** Waits until nobody lacks anything, or it is too late. */
async function drained(watchers: Watchers, publisher: Publisher): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < DRAIN_WITHIN_MS; ) {
    if ((await watchers.lacking(publisher.turns)) === 0) return;
    await wait(200);
  }
}
