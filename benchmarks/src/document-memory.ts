// The memory that what is known of documents takes when no more is kept; see README.md.
import { describeMachine, requireTools } from './machine.ts';
import { COLLECTING, heapMB } from './metrics.ts';
import { ProcessTable } from './process-table.ts';
import { table } from './report.ts';
import { ask, startServer } from './servers.ts';
import { startSurroundings } from './surroundings.ts';

/** What apps/gateway/src/operations/prepare.ts keeps: so many in use and on trial, where each has 1 000 characters at most. */
const IN_USE = 2000;
const ON_TRIAL = 500;

interface Shape {
  readonly about: string;
  readonly characters: number;
  /** Selections of a user's status, as many as fit. */
  readonly selection: (index: number) => string;
}

const FIELDS = ['name', 'type', 'note', 'returnTime', 'userCreated'];
const shapes: readonly Shape[] = [
  { about: 'a status of five fields', characters: 125, selection: (index) => FIELDS[index % 5] ?? '' },
  {
    about: 'fields under names of their own',
    characters: 1000,
    selection: (index) => `${FIELDS[index % 5]}${index}: name`,
  },
  { about: 'the shortest field again and again', characters: 1000, selection: () => 'id' },
];

function document(name: string, { characters, selection }: Shape): string {
  const parts: string[] = [];
  const text = () => `query ${name}($user: UserRef!) { userStatus(user: $user) { ${parts.join(' ')} } }`;
  while (text().length <= characters) parts.push(selection(parts.length));
  parts.pop();
  return text().padEnd(characters);
}

requireTools();
console.log(`${new Date().toISOString().slice(0, 10)}. ${describeMachine()} Node ${process.version}.
${IN_USE} documents in use and ${ON_TRIAL} that came once.
`);
const surroundings = await startSurroundings();
const rows: string[][] = [];
for (const shape of shapes) {
  const server = await startServer('live-status', surroundings, undefined, { flags: COLLECTING });
  const variables = { user: { username: 'u0' } };
  const askFor = async (name: string, times: number) => {
    const body = JSON.stringify({ query: document(name, shape), variables });
    for (let time = 0; time < times; time += 1) await ask(server.url, { authorization: '', body });
  };
  await askFor('First', 500);
  const before = await heapMB(server);
  for (let index = 0; index < IN_USE; index += 1) await askFor(`InUse${index}`, 3);
  for (let index = 0; index < ON_TRIAL; index += 1) await askFor(`OnTrial${index}`, 1);
  const full = await heapMB(server);
  for (let index = 0; index < IN_USE; index += 1) await askFor(`Other${index}`, 3);
  const later = await heapMB(server);
  const resident = new ProcessTable().residentMiB(server.running.pid);
  const head = [shape.about, String(shape.characters)];
  rows.push([...head, ...[before, full, full - before, later, resident].map((value) => value.toFixed(1))]);
  await server.running.stop();
}
await surroundings.stop();
const head = [
  'of each',
  'characters',
  'heap MB before',
  'full',
  'more',
  'after as many others',
  'RSS MiB then',
];
console.log(table(head, rows).join('\n'));
