import type { Target } from './cases.ts';
import { AT_ONCE } from './measure-rest-clients.ts';
import type { Round } from './result.ts';
import type { Run } from './run.ts';
import type { Spread } from './statistics.ts';

/** Something that we mean to hold, and what a run says of it. */
export interface Verdict {
  readonly what: string;
  readonly limit: string;
  /** Undefined where the run did not measure it. */
  readonly measured: string | undefined;
  readonly held: boolean;
}

const number = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
const inWords = ({ median, least, greatest }: Spread): string =>
  `${number(median)} (${number(least)} to ${number(greatest)})`;

/** Judges a run; medians are what counts. */
export function judge(run: Run): Verdict[] {
  const verdicts: Verdict[] = [];
  const say = (what: string, sign: '≥' | '≤', limit: number, measured: Spread | undefined, unit = '') => {
    const value = measured?.median ?? Number.NaN;
    verdicts.push({
      what,
      limit: `${sign} ${limit}${unit}`,
      measured: measured && `${inWords(measured)}${unit}`,
      held: sign === '≥' ? value >= limit : value <= limit,
    });
  };
  const one = (value: number | undefined): Spread | undefined =>
    value === undefined || Number.isNaN(value) ? undefined : { median: value, least: value, greatest: value };
  const pair = (name: string, above: Target, below: Target, of: keyof Round) =>
    run.paired(run.find(name, above), run.find(name, below), (a, b) => a[of] / b[of]);

  const OF_FLOOR = {
    'one-user': 0.67,
    set: 0.67,
    'slow-upstream': 0.75,
    'list-50': 0.9,
    'aliases-50': 0.85,
    'one-user-literal': 0.25,
  };
  for (const [name, limit] of Object.entries(OF_FLOOR))
    say(`${name}: CPU, floor ÷ ours`, '≥', limit, pair(name, 'floor', 'live-status', 'cpuMicros'));
  const PEERS = { mercurius: 1, 'plain-yoga': 3, 'apollo-server': 4, 'hive-gateway': 8 } as const;
  for (const [peer, limit] of Object.entries(PEERS))
    say(
      `one-user: CPU, ${peer} ÷ ours`,
      '≥',
      limit,
      pair('one-user', peer as Target, 'live-status', 'cpuMicros'),
    );
  say('set: CPU, mercurius ÷ ours', '≥', 1, pair('set', 'mercurius', 'live-status', 'cpuMicros'));

  const list = run.find('list-500', 'live-status');
  say(
    'list-500: CPU a user, beside list-50',
    '≤',
    1,
    run.paired(list, run.find('list-50', 'live-status'), (a, b) => a.cpuMicros / 500 / (b.cpuMicros / 50)),
  );
  for (const [name, limit] of [
    ['hot-users', 1.3],
    ['hot-users-slow', 2],
  ] as const)
    say(
      `${name}: requests a second, ours ÷ floor`,
      '≥',
      limit,
      pair(name, 'live-status', 'floor', 'requestsPerSecond'),
    );
  say(
    'half-errors: CPU of a 403, beside a success',
    '≤',
    1.3,
    // Half of the answers are successes, whose cost the same rounds measure alone.
    run.paired(
      run.find('half-errors', 'live-status'),
      run.find('half-errors-none', 'live-status'),
      (half, none) => (2 * half.cpuMicros - none.cpuMicros) / none.cpuMicros,
    ),
  );
  say(
    'jwt: CPU more than without',
    '≤',
    15,
    run.paired(
      run.find('jwt', 'live-status'),
      run.find('jwt-none', 'live-status'),
      (jwt, none) => jwt.cpuMicros - none.cpuMicros,
    ),
    ' µs',
  );
  say('one-user: p99, ours ÷ floor', '≤', 2, pair('one-user', 'live-status', 'floor', 'p99Ms'));

  // After the last case that both took part in: they run from the first case to the last.
  const last = run.results.findLast(({ target }) => target === 'mercurius');
  const memory = last && (run.find(last.case, 'live-status')?.rssMiB ?? Number.NaN) / last.rssMiB;
  say('memory after all cases, ours ÷ mercurius', '≤', 1, one(memory));
  say(
    'start to first answer, ours ÷ plain-yoga',
    '≤',
    1,
    one(run.startMs('live-status') / run.startMs('plain-yoga')),
  );

  for (const atOnce of AT_ONCE)
    for (const [client, limit] of [
      ['undici-dispatch', 1.3],
      ['undici-request', 1],
    ] as const)
      say(
        `rest-client, ${atOnce} at once: CPU, ours ÷ ${client}`,
        '≤',
        limit,
        run.paired(
          run.find(`rest-clients-${atOnce}`, 'rest-client'),
          run.find(`rest-clients-${atOnce}`, client),
          (ours, bare) => ours.cpuMicros / bare.cpuMicros,
        ),
      );
  return verdicts;
}
