// Reads statuses by one client, warms up, then measures itself, and prints one line of JSON.
// Arguments: client, base URL of the upstream, calls at once, seconds to warm up, seconds to measure.
import { parseTarget } from '@live-status/domain';
import { basicCredentials, createStatusClient } from '@live-status/rest-client';
import { Pool } from 'undici';

const [kind = '', upstream = '', atOnce = '', warmUpSeconds = '', seconds = ''] = process.argv.slice(2);
const { origin, pathname } = new URL(upstream);
const headers = { accept: 'application/json', authorization: `Basic ${btoa('manager:secret')}` };

// Who is asked for is known beforehand, to every client: 1 000 users, so that no two calls at once are the same.
const usernames = Array.from({ length: 1000 }, (_, index) => `u${index}`);
const paths = usernames.map(
  (username) => `${pathname}/rest/live/coreServers/getByName/default/users/getByName/${username}/status`,
);
const targets = usernames.map((username) =>
  parseTarget({ coreServer: { slug: 'default' }, user: { username } }),
);

type Call = (index: number) => Promise<unknown>;

const at = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('There is nothing to ask for.');
  return item;
};

const pool = () => new Pool(origin, { connections: 64, pipelining: 1 });

const clients: Readonly<Record<string, () => Call>> = {
  'undici-dispatch': () => {
    const dispatcher = pool();
    return (index) =>
      new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        dispatcher.dispatch(
          { method: 'GET', path: at(paths, index), headers },
          {
            onRequestStart() {},
            onResponseStart() {},
            onResponseData: (_, chunk) => {
              chunks.push(chunk);
            },
            onResponseEnd: () =>
              resolve(JSON.parse(String(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))),
            onResponseError: (_, error) => reject(error),
          },
        );
      });
  },
  'undici-request': () => {
    const dispatcher = pool();
    return async (index) =>
      (await dispatcher.request({ method: 'GET', path: at(paths, index), headers })).body.json();
  },
  fetch: () => {
    const urls = paths.map((path) => origin + path);
    return async (index) => (await fetch(at(urls, index), { headers })).json();
  },
  'rest-client': () => {
    const client = createStatusClient({
      baseUrl: upstream,
      credentials: basicCredentials('manager', 'secret'),
    });
    return (index) => client.getStatus(at(targets, index));
  },
};

const call = clients[kind]?.();
if (call === undefined) throw new TypeError(`There is no client ${kind}.`);

let next = 0;
async function run(durationMs: number): Promise<number[]> {
  const times: number[] = [];
  const endAt = performance.now() + durationMs;
  const worker = async () => {
    for (let before = performance.now(); before < endAt; ) {
      next += 1;
      await call?.(next);
      const after = performance.now();
      times.push(after - before);
      before = after;
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
  return times;
}

const answer = await call(7);
if ((answer as { note?: unknown }).note !== 'of u7')
  throw new Error(`${kind} read ${JSON.stringify(answer)}.`);
const startMs = performance.now();
await run(Number(warmUpSeconds) * 1000);
const before = process.cpuUsage();
const startedAt = performance.now();
const times = (await run(Number(seconds) * 1000)).sort((a, b) => a - b);
const { user, system } = process.cpuUsage(before);
const line = {
  startMs,
  requests: times.length,
  seconds: (performance.now() - startedAt) / 1000,
  cpuMicros: user + system,
  p50Ms: times[Math.floor(times.length * 0.5)],
  p99Ms: times[Math.floor(times.length * 0.99)],
  rssMiB: process.memoryUsage.rss() / 2 ** 20,
};
process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit());
