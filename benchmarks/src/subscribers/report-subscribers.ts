import { table } from '../report.ts';
import { median, type Spread, spread } from '../statistics.ts';
import type { Verdict } from '../targets.ts';
import type { Phase, SubscribersResult } from './measure-subject.ts';
import type { Transport } from './wires.ts';

const FLOORS: Readonly<Record<Transport, string>> = { sse: 'sse-broadcast', websocket: 'ws-broadcast' };

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mega = (bytes: number) => (bytes / 1e6).toFixed(1);
const percent = (part: number) => `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;

/** What can be said of one subject's bursts and of its steady phase. */
const rssEach = ({ before, connected, subscribers }: SubscribersResult) =>
  (connected.rssBytes - before.rssBytes) / subscribers;
const heapEach = ({ before, connected, subscribers }: SubscribersResult) =>
  (connected.heapBytes + connected.externalBytes - before.heapBytes - before.externalBytes) / subscribers;
const burstTimes = ({ bursts }: SubscribersResult) =>
  bursts.map(({ lastMs }) => lastMs ?? Number.POSITIVE_INFINITY);
const burstCpu = ({ bursts }: SubscribersResult) => median(bursts.map(({ cpuMicros }) => cpuMicros / 1000));
const messageCpu = ({ steady }: SubscribersResult) => steady.cpuMicros / steady.received.messages;
const heapLeft = ({ before, left }: SubscribersResult) =>
  left.heapBytes + left.externalBytes - before.heapBytes - before.externalBytes;
const isBehind = ({ lacking, broken, steady }: SubscribersResult) =>
  lacking > 0 || broken > 0 || steady.received.strays > 0;
/** The watchers share one core with the upstream and with what steers them. */
const busy = ({ watchersCpuMicros, upstreamCpuMicros, seconds }: Phase) =>
  (sum(watchersCpuMicros) + upstreamCpuMicros) / (seconds * 1e6);

/** The time within which so large a part of the messages came, in milliseconds. */
export function percentile({ received: { latencies } }: Phase, part: number): number {
  const counts = new Map<number, number>();
  for (const [tenths, count] of latencies) counts.set(tenths, (counts.get(tenths) ?? 0) + count);
  let left = sum([...counts.values()]) * part;
  for (const [tenths, count] of [...counts].sort(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) return tenths / 10;
  }
  return Number.NaN;
}

type OfResult = (result: SubscribersResult) => number;

/** All that was measured, round by round. */
export class Rounds {
  readonly #rounds: readonly (readonly SubscribersResult[])[];

  constructor(rounds: readonly (readonly SubscribersResult[])[]) {
    this.#rounds = rounds;
  }

  all(name: string, transport: Transport): SubscribersResult[] {
    return this.#rounds.flatMap((round) =>
      round.filter(({ subject }) => subject.name === name && subject.transport === transport),
    );
  }

  /** Every subject once, in the order in which they were measured. */
  subjects(): SubscribersResult['subject'][] {
    return (this.#rounds[0] ?? []).map(({ subject }) => subject);
  }

  middle(name: string, transport: Transport, of: OfResult): number {
    return median(this.all(name, transport).map(of));
  }

  /** One subject's value divided by another's of the same round. */
  ratio(
    [name, transport]: readonly [string, Transport],
    [other, otherTransport]: readonly [string, Transport],
    of: OfResult,
  ): Spread | undefined {
    const find = (round: readonly SubscribersResult[], who: string, how: Transport) =>
      round.find(({ subject }) => subject.name === who && subject.transport === how);
    const ratios = this.#rounds.flatMap((round) => {
      const [one, two] = [find(round, name, transport), find(round, other, otherTransport)];
      return one === undefined || two === undefined ? [] : [of(one) / of(two)];
    });
    return ratios.length === 0 ? undefined : spread(ratios);
  }
}

/** What it takes to hold watchers, as Markdown. */
export function holdingTable(rounds: Rounds): string[] {
  const rows = rounds.subjects().map(({ name, transport }) => {
    const middle = (of: OfResult) => rounds.middle(name, transport, of);
    return [
      name,
      transport,
      mega(middle(({ before }) => before.rssBytes)),
      mega(middle(({ connected }) => connected.rssBytes)),
      (middle(rssEach) / 1000).toFixed(1),
      (middle(heapEach) / 1000).toFixed(1),
      middle(({ opening, subscribers }) => opening.cpuMicros / subscribers).toFixed(0),
      percent(middle(({ idle }) => idle.cpuMicros / (idle.seconds * 1e6))),
      mega(middle(heapLeft)),
      middle(({ socketsLeft }) => socketsLeft).toFixed(0),
      `${middle(({ left }) => left.timers).toFixed(0)} of ${middle(({ connected }) => connected.timers).toFixed(0)}`,
    ];
  });
  const head = ['subject', 'transport', 'RSS MB before', 'with all', 'kB RSS each', 'kB heap each'];
  return table(
    [...head, 'CPU µs to let one in', 'CPU idle', 'MB heap left', 'sockets left', 'timers left'],
    rows,
  );
}

/** What it takes to tell them, as Markdown. */
export function tellingTable(rounds: Rounds): string[] {
  const rows = rounds.subjects().map(({ name, transport }) => {
    const middle = (of: OfResult) => rounds.middle(name, transport, of);
    const ratio = (of: OfResult) => {
      const found = rounds.ratio([name, transport], [FLOORS[transport], transport], of);
      return found === undefined ? '–' : found.median.toFixed(2);
    };
    const results = rounds.all(name, transport);
    return [
      name,
      transport,
      middle((result) => median(burstTimes(result))).toFixed(0),
      Math.max(...results.flatMap(burstTimes)).toFixed(0),
      middle(burstCpu).toFixed(0),
      ratio(burstCpu),
      middle(messageCpu).toFixed(1),
      ratio(messageCpu),
      percent(middle(({ steady }) => steady.cpuMicros / (steady.seconds * 1e6))),
      [0.5, 0.99, 1].map((part) => middle(({ steady }) => percentile(steady, part)).toFixed(1)).join(', '),
      results.some(({ subject: { file } }) => file === undefined)
        ? middle(({ steady }) => median(steady.setMs)).toFixed(1)
        : '–',
      `${sum(results.map(({ lacking }) => lacking))}`,
      percent(1 - middle(({ steady }) => steady.received.messages / steady.expected)),
      middle(({ steady }) => steady.received.bytes / steady.received.messages).toFixed(0),
      `${percent(middle(({ bursts }) => median(bursts.map((one) => (sum(one.watchersCpuMicros) / 1000 / (one.lastMs ?? Number.NaN)) * 1))))}, ${percent(middle(({ steady }) => busy(steady)))}`,
      percent(middle(({ steady }) => steady.beside)),
    ];
  });
  const head = [
    'subject',
    'transport',
    'all told: ms',
    'worst',
    'CPU ms',
    '÷ floor',
    'a message: CPU µs',
    '÷ floor',
  ];
  return table(
    [...head, 'busy', 'p50, p99, max ms', 'set ms', 'lost', 'left out', 'bytes', 'watchers busy', 'others'],
    rows,
  );
}

/** What is meant to hold of this gateway, and whether it did. */
export function judgeSubscribers(rounds: Rounds): Verdict[] {
  const verdicts: Verdict[] = [];
  const words = ({ median, least, greatest }: Spread) =>
    least === greatest
      ? median.toFixed(2)
      : `${median.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)})`;
  for (const transport of ['sse', 'websocket'] as const) {
    const ours = rounds.all('live-status', transport);
    if (ours.length === 0) continue;
    const say = (what: string, sign: '≥' | '≤', limit: number, values: readonly number[], unit = '') => {
      if (values.length === 0) return;
      const seen = spread(values);
      const held = sign === '≥' ? seen.median >= limit : seen.median <= limit;
      verdicts.push({
        what: `${transport}: ${what}`,
        limit: `${sign} ${limit}${unit}`,
        measured: `${words(seen)}${unit}`,
        held,
      });
    };
    const against = (other: string, how: Transport, of: OfResult) => {
      const found = rounds.ratio(['live-status', transport], [other, how], of);
      return found === undefined ? [] : [found.least, found.median, found.greatest];
    };
    say(
      'RSS of a watcher',
      '≤',
      30,
      ours.map((each) => rssEach(each) / 1000),
      ' kB',
    );
    say(
      'feeds of the upstream',
      '≤',
      1,
      ours.map(({ feeds }) => Math.max(feeds.open, feeds.ever)),
    );
    say('all are told of one change, at worst', '≤', 1000, [Math.max(...ours.flatMap(burstTimes))], ' ms');
    say('its CPU, ours ÷ floor', '≤', 2, against(FLOORS[transport], transport, burstCpu));
    say('CPU of a message, ours ÷ floor', '≤', 2, against(FLOORS[transport], transport, messageCpu));
    say(
      'CPU of a message, plain-yoga ÷ ours',
      '≥',
      5,
      against('plain-yoga', 'sse', messageCpu).map((v) => 1 / v),
    );
    say(
      'CPU of a message, mercurius ÷ ours',
      '≥',
      1,
      against('mercurius', 'websocket', messageCpu).map((v) => 1 / v),
    );
    say('last changes that somebody lacks', '≤', 0, [sum(ours.map(({ lacking }) => lacking))]);
    say('sockets closed on watchers, and strays', '≤', 0, [ours.filter(isBehind).length]);
    say('changes that went backwards', '≤', 0, [sum(ours.map(({ steady }) => steady.received.backwards))]);
    say(
      'heap more than before, once all have left',
      '≤',
      10,
      ours.map((each) => heapLeft(each) / 1e6),
      ' MB',
    );
    say(
      'connections of watchers, then',
      '≤',
      0,
      ours.map(({ socketsLeft }) => socketsLeft),
    );
    // Connections to the upstream that wait to be used again have some.
    say(
      'timers more than before, then',
      '≤',
      10,
      ours.map(({ left, before }) => left.timers - before.timers),
    );
  }
  return verdicts;
}
