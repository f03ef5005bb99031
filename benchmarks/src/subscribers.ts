// What live subscriptions cost: this gateway beside the least that telling so many can cost, and beside peers; see README.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { writeIntoReadme } from './readme.ts';
import { verdictTable } from './report.ts';
import { describeVersions } from './subjects.ts';
import { measureSubject, type SubscribersResult } from './subscribers/measure-subject.ts';
import { requireSockets } from './subscribers/open-files.ts';
import { holdingTable, judgeSubscribers, Rounds, tellingTable } from './subscribers/report-subscribers.ts';
import { startUpstream } from './subscribers/start-upstream.ts';
import { subjects } from './subscribers/subject.ts';
import { startWatchers } from './subscribers/watchers.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    /** Names, or names with a transport behind a colon. */
    targets: { type: 'string' },
    subscribers: { type: 'string', default: '10000' },
    bursts: { type: 'string', default: '10' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    'changes-per-second': { type: 'string', default: '100' },
    'watcher-processes': { type: 'string', default: '2' },
    /** For Node, for what is measured: "--cpu-prof --cpu-prof-dir=…". */
    flags: { type: 'string', default: '' },
  },
});
const { short } = values;
const plan = {
  subscribers: Number(values.subscribers),
  bursts: Number(values.bursts),
  seconds: Number(values.seconds ?? (short ? 10 : 60)),
  changesPerSecond: Number(values['changes-per-second']),
  idleSeconds: short ? 13 : 26,
};
const rounds = Number(values.rounds ?? (short ? 1 : 2));
const processes = Number(values['watcher-processes']);
const wanted = values.targets?.split(',');
const measured = subjects.filter(
  ({ name, transport }) =>
    wanted === undefined || wanted.includes(name) || wanted.includes(`${name}:${transport}`),
);
if (measured.length === 0) throw new Error(`Nothing is called ${values.targets}.`);
requireSockets(plan.subscribers);

const head = [
  `${new Date().toISOString().slice(0, 10)}. ${describeMachine()}`,
  describeVersions(new Set()),
  `${plan.subscribers} subscribers; ${plan.bursts} changes that all are told of, then ${plan.changesPerSecond} changes a second for ${plan.seconds} s, each told to ${plan.subscribers / 100}; ${rounds} rounds.`,
];
console.log(`${head.join('\n')}\n`);

const folder = mkdtempSync(join(tmpdir(), 'live-status-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const startedAt = performance.now();
const upstream = await startUpstream(folder);
const watchers = await startWatchers(processes, plan.subscribers);
const flags = values.flags.split(' ').filter((flag) => flag !== '');
/** Of the gateway's, as long as it was not asked. */
let cursorLength = 20;
const all: SubscribersResult[][] = [];
for (let round = 0; round < rounds; round += 1) {
  const order = round % 2 === 0 ? measured : measured.toReversed();
  const results: SubscribersResult[] = [];
  for (const subject of order) {
    process.stderr.write(`round ${round + 1}: ${subject.name}, ${subject.transport} …\n`);
    const result = await measureSubject(subject, plan, { upstream, watchers, folder, cursorLength, flags });
    results.push(result);
    const [, cursor] = /"cursor":"([^"]*)"/.exec(result.steady.received.sample) ?? [];
    if (subject.file === undefined && cursor !== undefined) cursorLength = cursor.length;
  }
  all.push(round % 2 === 0 ? results : results.toReversed());
}
await watchers.stop();
await upstream.stop();

const seen = new Rounds(all);
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
const tables = [
  ...holdingTable(seen),
  '',
  ...tellingTable(seen),
  '',
  `${minutes} minutes.`,
  '',
  ...verdictTable(judgeSubscribers(seen)),
];
console.log(tables.join('\n'));
writeFileSync(new URL('../results.json', import.meta.url), `${JSON.stringify(all, null, 1)}\n`);
if (values.write)
  writeIntoReadme([...head.map((line) => `${line}  `), '', ...tables].join('\n'), 'subscribers');
