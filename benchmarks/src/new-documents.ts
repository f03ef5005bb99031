// Ever-new documents at full load, beside callers whose documents are in use; see README.md.
import { parseArgs } from 'node:util';
import { createAsking, look } from './askings.ts';
import { describeMachine, requireTools } from './machine.ts';
import { COLLECTING, heapMB, microsEach } from './metrics.ts';
import { table, verdictTable } from './report.ts';
import { ask, startServer } from './servers.ts';
import { type Spread, spread } from './statistics.ts';
import { startSurroundings } from './surroundings.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
/** A minute of new documents: alone, few of them beside many in use, and as many as can be beside as many in use. */
const SECONDS = { inUseAlone: 5, newAlone: 5, few: 10, full: 45 };

const ALL = 'name type note returnTime userCreated';
const status = (name: string, fields = ALL) =>
  `query ${name}($user: UserRef!) { userStatus(user: $user) { ${fields} } }`;
const asked = (query: string, index: number) => ({ query, variables: { user: { username: `u${index}` } } });
const texts = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => JSON.stringify(asked(make(index), index % 1000)));
/** Of usual length for what shows many things. */
const LONG = Array.from({ length: 20 }, (_, index) => `${ALL.split(' ')[index % 5]}${index}: name`).join(' ');

requireTools();
console.log(`${new Date().toISOString().slice(0, 10)}. ${describeMachine()} Node ${process.version}.`);
const surroundings = await startSurroundings();
const server = await startServer('live-status', surroundings, undefined, { flags: COLLECTING });
const { folder } = surroundings;
const inUse = createAsking(
  folder,
  'timed',
  Array.from({ length: 1000 }, (_, index) => asked(status(`Status${index % 20}`), index)),
);
const short = createAsking(folder, 'new', [asked(status('New@'), 7)]);
/** Short, without a call to the upstream, wrong, and long. */
const everNew = createAsking(folder, 'new', [
  asked(status('Newer@'), 7),
  { query: 'query Newer@ { statusTypes { type label } }' },
  asked(status('Newer@', 'nothing'), 7),
  asked(status('Newer@', Array(30).fill(ALL).join(' ')), 7),
]);
/** In use too, but asked for once a minute. */
const rare = texts(1500, (index) => status(`Rare${index}`, LONG));
const askOne = (body: string) => ask(server.url, { authorization: '', body });

for (const one of [inUse, short, everNew, inUse]) await look(server, 5, [[one, 64]]);
// Known is what comes again before 500 others that are new, and compiled what comes once more.
for (const body of rare) for (let times = 0; times < 3; times += 1) await askOne(body);

const seenMinutes = [];
for (let minute = 1; minute <= minutes; minute += 1) {
  const alone = await look(server, SECONDS.inUseAlone, [[inUse, 64]]);
  const newAlone = await look(server, SECONDS.newAlone, [[short, 64]]);
  const few = await look(server, SECONDS.few, [
    [inUse, 56],
    [short, 8],
  ]);
  const full = await look(server, SECONDS.full, [
    [inUse, 32],
    [everNew, 32],
  ]);
  const [first, again] = [await microsEach(server, rare, askOne), await microsEach(server, rare, askOne)];
  const neverSeen = texts(500, (index) => status(`Never${minute}x${index}`, LONG));
  const never = await microsEach(server, neverSeen, askOne);
  const [aloneSeen, newSeen] = [alone.seen[0], newAlone.seen[0]];
  const aloneMicros = alone.cpuMicros / (aloneSeen?.done ?? 0);
  const newMicros = newAlone.cpuMicros / (newSeen?.done ?? 0);
  const [ofMany, ofFew] = few.seen;
  const besideMicros = (few.cpuMicros - newMicros * (ofFew?.done ?? 0)) / (ofMany?.done ?? 0);
  const heap = await heapMB(server);
  const failed = [alone, newAlone, few, full]
    .flatMap(({ seen }) => seen)
    .reduce((sum, each) => sum + each.failed, 0);
  process.stderr.write(`minute ${minute}: heap ${heap.toFixed(1)} MB, ${failed} failed\n`);
  seenMinutes.push({
    failed,
    heap,
    aloneMicros,
    newMicros,
    besideMicros,
    aloneSeen,
    full,
    first,
    again,
    never,
  });
}
await server.running.stop();
await surroundings.stop();

const fixed = (value: number | undefined, digits = 1) => (value ?? Number.NaN).toFixed(digits);
const head = ['minute', 'heap MB', 'new µs', 'alone µs', 'beside µs', 'rare µs', 'again µs', 'never µs'];
console.log(
  table(
    [...head, 'new/s', 'alone p50, p99 ms', 'beside p50, p99 ms'],
    seenMinutes.map((seen, index) => {
      const [beside, news] = seen.full.seen;
      return [
        String(index + 1),
        ...[seen.heap, seen.newMicros, seen.aloneMicros, seen.besideMicros].map((value) => fixed(value)),
        ...[seen.first, seen.again, seen.never].map((value) => fixed(value, 0)),
        fixed((news?.requests ?? 0) / (news?.seconds ?? 1), 0),
        `${fixed(seen.aloneSeen?.p50Ms)}, ${fixed(seen.aloneSeen?.p99Ms)}`,
        `${fixed(beside?.p50Ms)}, ${fixed(beside?.p99Ms)}`,
      ];
    }),
  ).join('\n'),
);
console.log(
  `\n${short.next + everNew.next} documents were new; ${inUse.next} requests were of those in use.\n`,
);

const words = (seen: Spread) =>
  `${seen.median.toFixed(2)} (${seen.least.toFixed(2)} to ${seen.greatest.toFixed(2)})`;
const cost = spread(seenMinutes.map(({ aloneMicros, besideMicros }) => besideMicros / aloneMicros));
const forgotten = spread(seenMinutes.map(({ first, again, never }) => (first - again) / (never - again)));
const failures = seenMinutes.reduce((sum, { failed }) => sum + failed, 0);
const heaps = seenMinutes.map(({ heap }) => heap);
const grown = Math.max(...heaps) - (heaps[0] ?? 0);
console.log(
  verdictTable([
    {
      what: 'connections that broke, answers other than 2xx, and those that took ten seconds',
      limit: '0',
      measured: String(failures),
      held: failures === 0,
    },
    {
      what: 'CPU of a request whose document is in use, beside new ones ÷ alone',
      limit: '≤ 1.1',
      measured: words(cost),
      held: cost.median <= 1.1,
    },
    {
      what: 'of what a document never seen costs more than one known, documents asked for once a minute',
      limit: '≤ 0.2',
      measured: words(forgotten),
      held: forgotten.median <= 0.2,
    },
    {
      what: 'heap, more than after the first minute',
      limit: '≤ 10 MB',
      measured: `${grown.toFixed(1)} MB`,
      held: grown <= 10,
    },
  ]).join('\n'),
);
