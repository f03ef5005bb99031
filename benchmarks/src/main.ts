import { parseArgs } from 'node:util';
import { STATUS, startConstantServer } from './constant-server.ts';
import { groups } from './groups.ts';
import { type Cost, measure } from './measure.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    'at-once': { type: 'string', default: '32' },
  },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);
const atOnce = Number(values['at-once']);

/** The run that was disturbed least. */
const least = (costs: readonly Cost[]): Cost =>
  costs.reduce((best, cost) => (cost.cpuMicros < best.cpuMicros ? cost : best));

const upstream = await startConstantServer(STATUS);
console.log(
  `CPU time a request and memory, least of ${rounds} rounds of ${requests} requests, ${atOnce} at once.\n`,
);
for (const [group, { title, subjects }] of groups.entries()) {
  const costs: Cost[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const subject of subjects.keys())
      costs[subject]?.push(await measure(group, subject, upstream, requests, atOnce));
  const floor = least(costs[0] ?? []);
  console.log(`| ${title} | | CPU ÷ floor | memory ÷ floor | CPU µs |\n|---|---|---|---|---|`);
  for (const [subject, { name, role }] of subjects.entries()) {
    const { cpuMicros, residentBytes } = least(costs[subject] ?? []);
    const cells = [
      name,
      role,
      (cpuMicros / floor.cpuMicros).toFixed(2),
      (residentBytes / floor.residentBytes).toFixed(2),
      cpuMicros.toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log();
}
process.exit();
