// Measures everything and prints one table; see README.md.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cases, type Target } from './cases.ts';
import { losses } from './losses.ts';
import { describeMachine, requireTools } from './machine.ts';
import { measureCase, warmUpServers } from './measure-case.ts';
import { measureRestClients } from './measure-rest-clients.ts';
import { writeIntoReadme } from './readme.ts';
import { resultTable, verdictTable } from './report.ts';
import type { Plan, Result } from './result.ts';
import { createAllowance, DISTURBED_ABOVE } from './rounds.ts';
import { Run } from './run.ts';
import { measureStarts, type Server, startServer } from './servers.ts';
import { composeSupergraph, describeVersions, subjects } from './subjects.ts';
import { startSurroundings } from './surroundings.ts';
import { judge } from './targets.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    cases: { type: 'string' },
    targets: { type: 'string' },
    rounds: { type: 'string' },
    retries: { type: 'string' },
    seconds: { type: 'string' },
    'first-warm-up-seconds': { type: 'string' },
    'warm-up-seconds': { type: 'string' },
    starts: { type: 'string' },
    'disturbed-above': { type: 'string', default: String(DISTURBED_ABOVE) },
  },
});

const REST_CLIENTS = 'rest-clients';
const all = Object.keys(subjects) as Target[];
const chosen = <Name extends string>(list: string | undefined, names: readonly Name[]): Set<Name> => {
  const wanted = list?.split(',') ?? names;
  const unknown = wanted.filter((name) => !(names as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`Not known: ${unknown.join(', ')}. There are ${names.join(', ')}.`);
  return new Set(wanted as Name[]);
};

const { short } = values;
const plan: Plan = {
  rounds: Number(values.rounds ?? (short ? 2 : 8)),
  retries: createAllowance(Number(values.retries ?? (short ? 4 : 150))),
  seconds: Number(values.seconds ?? (short ? 1 : 2)),
  firstWarmUpSeconds: Number(values['first-warm-up-seconds'] ?? (short ? 4 : 8)),
  warmUpSeconds: Number(values['warm-up-seconds'] ?? (short ? 1 : 3)),
  starts: Number(values.starts ?? (short ? 3 : 8)),
  disturbedAbove: Number(values['disturbed-above']),
};

requireTools();
const targets = chosen(values.targets, all);
if (short && values.targets === undefined) targets.delete('hive-gateway');
const names = chosen(values.cases, [...cases.map(({ name }) => name), REST_CLIENTS]);
const head = [
  `${new Date().toISOString().slice(0, 10)}. ${describeMachine()}`,
  describeVersions(targets),
  `Medians of ${plan.rounds} rounds of ${plan.seconds} s after ${plan.firstWarmUpSeconds} s to warm up, and ${plan.warmUpSeconds} s before every case; a measurement is dropped if other processes took more than ${plan.disturbedAbove * 100} % of a core meanwhile.`,
];
console.log(`${head.join('\n')}\n`);

const startedAt = performance.now();
const results: Result[] = [];
if (targets.has('hive-gateway')) await composeSupergraph();
const surroundings = await startSurroundings();
process.stderr.write('starting every server in turns …\n');
const starts = await measureStarts([...targets], surroundings, plan);
const servers: Server[] = [];
for (const target of targets) servers.push(await startServer(target, surroundings));
const [first] = cases;
if (first !== undefined) await warmUpServers(first, servers, surroundings, plan);
for (const one of cases) {
  if (!names.has(one.name)) continue;
  process.stderr.write(`${one.name}: ${one.about} …\n`);
  for (const result of await measureCase(one, servers, surroundings, plan))
    results.push({ ...result, startMs: starts.get(result.target) ?? [] });
}
await Promise.all(servers.map(({ running }) => running.stop()));
if (names.has(REST_CLIENTS)) {
  process.stderr.write(`${REST_CLIENTS}: a status read, call by call …\n`);
  results.push(...(await measureRestClients(surroundings.upstream, plan)));
}
await surroundings.stop();

const run = new Run(results);
const dropped = results.reduce((sum, result) => sum + result.dropped, 0);
const kept = results.reduce((sum, result) => sum + (result.disturbed ? 0 : result.rounds.length), 0);
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
const tail = `${kept} measurements kept, ${dropped} dropped as disturbed; ${minutes} minutes.`;
const tables = [...resultTable(run), '', tail, '', ...verdictTable(judge(run)), '', ...losses(run)];
console.log(tables.join('\n'));
const rows = results.map((result) => run.row(result));
writeFileSync(new URL('../results.json', import.meta.url), `${JSON.stringify(rows, null, 1)}\n`);
if (values.write) writeIntoReadme([...head.map((line) => `${line}  `), '', ...tables].join('\n'));
