// What a request costs with two workers beside one, and how they share requests; see README.md.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createAsking, look } from './askings.ts';
import { describeMachine, pinNothing, requireTools } from './machine.ts';
import { table, verdictTable } from './report.ts';
import { settled } from './result.ts';
import { createAllowance, DISTURBED_ABOVE, interleave } from './rounds.ts';
import { type Server, startServer } from './servers.ts';
import { median, type Spread, spread } from './statistics.ts';
import { startSurroundings } from './surroundings.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '3' },
    retries: { type: 'string', default: '24' },
  },
});
const plan = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  retries: createAllowance(Number(values.retries)),
  disturbedAbove: DISTURBED_ABOVE,
};
const CONNECTIONS = 64;
const WORKERS = ['1', '2'];

/** The part of what was answered that the first worker answered, as the log says. */
async function shareOfFirst({ logFile }: Server): Promise<number> {
  let [first, all] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    if (!line.includes('"msg":"answered"')) continue;
    all += 1;
    if (line.includes('"worker":1,')) first += 1;
  }
  return first / all;
}

requireTools();
// Two workers need both cores of two, and then a load that keeps to one would leave less of it to one of them.
pinNothing();
console.log(`${new Date().toISOString().slice(0, 10)}. ${describeMachine()} Node ${process.version}.
${CONNECTIONS} connections, one of 1 000 users a request; ${plan.rounds} rounds of ${plan.seconds} s.
`);
const surroundings = await startSurroundings();
const query =
  'query Status($user: UserRef!) { userStatus(user: $user) { name type note returnTime userCreated } }';
const asking = createAsking(
  surroundings.folder,
  'timed',
  Array.from({ length: 1000 }, (_, index) => ({ query, variables: { user: { username: `u${index}` } } })),
);
const servers: Server[] = [];
for (const workers of WORKERS)
  servers.push(
    await startServer('live-status', surroundings, undefined, { variables: { WORKERS: workers } }),
  );
const run = (server: Server, seconds: number) => look(server, seconds, [[asking, CONNECTIONS]]);
for (const server of servers) await run(server, 8);
const measured = await interleave(
  plan,
  servers.map((server) => ({ pid: server.running.pid, run: () => run(server, plan.seconds) })),
);
await Promise.all(servers.map(({ running }) => running.stop()));
await surroundings.stop();

const results = measured.map(({ kept, dropped }) => ({
  dropped: dropped.length,
  kept: kept.length,
  rounds: settled(kept, dropped).map(({ round, cpuMicros, seen: { seen } }) => {
    if (seen[0]?.failed !== 0) throw new Error(`The load failed: ${JSON.stringify(seen)}.`);
    const { done = 0, requests = 0, seconds = 1, p50Ms = 0, p99Ms = 0 } = seen[0] ?? {};
    return { round, cpuMicros: cpuMicros / done, perSecond: requests / seconds, p50Ms, p99Ms };
  }),
}));
const rows = results.map(({ rounds, kept, dropped }, index) => {
  const middle = (name: 'cpuMicros' | 'perSecond' | 'p50Ms' | 'p99Ms', digits: number) =>
    median(rounds.map((round) => round[name])).toFixed(digits);
  const cells = [middle('cpuMicros', 1), middle('perSecond', 0), middle('p50Ms', 2), middle('p99Ms', 2)];
  return [WORKERS[index] ?? '', ...cells, `${kept} kept, ${dropped} dropped as disturbed`];
});
console.log(`${table(['workers', 'CPU µs', 'req/s', 'p50 ms', 'p99 ms', ''], rows).join('\n')}\n`);

const [one, two] = results;
const ratios = (two?.rounds ?? []).flatMap(({ round, cpuMicros }) =>
  (one?.rounds ?? []).filter((each) => each.round === round).map((each) => cpuMicros / each.cpuMicros),
);
const words = ({ median, least, greatest }: Spread) =>
  `${median.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)})`;
const [, serverOfTwo] = servers;
const share = serverOfTwo === undefined ? Number.NaN : await shareOfFirst(serverOfTwo);
const cost = spread(ratios);
console.log(
  verdictTable([
    {
      what: 'CPU of a request, two workers ÷ one',
      limit: '≤ 1.1',
      measured: words(cost),
      held: cost.median <= 1.1,
    },
    {
      what: 'requests that the first of two answered',
      limit: '40 to 60 %',
      measured: `${(share * 100).toFixed(1)} %`,
      held: share >= 0.4 && share <= 0.6,
    },
  ]).join('\n'),
);
