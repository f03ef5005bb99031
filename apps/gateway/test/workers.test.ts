import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startHeldUpstream } from '@live-status/rest-contract';
import type { Client } from 'undici';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRaw } from './attacks.ts';
import { type ChildEnded, type ChildGateway, startChildGateway } from './child.ts';
import { temporaryFolder } from './running.ts';
import { connect, connectInTurn, eventually, linesOf } from './worker-clients.ts';

const MARTY = '{ userStatus(user: { username: "marty" }) { name } }';
const setting = (username: string) =>
  `mutation { setUserStatus(input: { user: { username: "${username}" }, name: "Away", type: AWAY }) { clientMutationId } }`;
const TWO = { WORKERS: '2' };

// Patience alone: nothing here says how soon a machine that has other work starts a process.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The processes that a gateway has started. */
const workersOf = ({ pid }: ChildGateway): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
/** One that has ended and that nobody has asked after is still listed, as a zombie. */
const isRunning = (pid: number) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

async function ask(client: Client | undefined, headers: Record<string, string> = {}, query = MARTY) {
  const answer = await client?.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: answer?.statusCode, text: await answer?.body.text() };
}
const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;

async function metric(child: ChildGateway, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', child.url))).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.split(' ')
      .at(-1),
  );
}

let child: ChildGateway;
let cutOff: Promise<unknown>;
beforeAll(async () => {
  child = await startChildGateway(TWO);
  // One at each worker; what comes of it is for the last test, because it takes ten seconds.
  const sockets = [await openRaw(child.url), await openRaw(child.url)].map(({ socket }) => socket);
  for (const socket of sockets) socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ');
  cutOff = Promise.all(sockets.map((socket) => once(socket, 'close')));
});
afterAll(() => child[Symbol.asyncDispose]());

describe('two workers', () => {
  test('are ready when the banner is printed, at one port, with one embedded server', async () => {
    expect(workersOf(child)).toHaveLength(2);
    expect(Number(new URL(child.url).port)).toBeGreaterThan(0);
    expect((await fetch(new URL('/readyz', child.url))).status).toBe(200);
    await using clients = await connectInTurn(child, 2);
    await ask(clients[0], {}, setting('doc'));
    const { text } = await ask(clients[1], {}, MARTY.replace('marty', 'doc'));
    expect(text).toBe('{"data":{"userStatus":{"name":"Away"}}}');
  });

  test('share two connections evenly, and 64 too', async () => {
    await using child = await startChildGateway(TWO);
    for (const count of [2, 64]) {
      await using clients = await connect(child, count);
      const requestId = `share-${count}`;
      for (let round = 0; round < 5; round += 1)
        await Promise.all(clients.map((client) => ask(client, { 'x-request-id': requestId })));
      const answered = () => linesOf(child).filter((line) => line['requestId'] === requestId);
      await eventually(() => answered().length).toBe(5 * count);
      const share = answered().filter(({ worker }) => worker === 1).length / (5 * count);
      expect(share).toBeGreaterThanOrEqual(0.4);
      expect(share).toBeLessThanOrEqual(0.6);
    }
  });

  test('write whole lines, however long they are', async () => {
    await using clients = await connect(child, 20);
    const path = (index: number) => `/${String(index).repeat(12_000 / String(index).length)}`;
    await Promise.all(
      clients.map(async (client, index) => {
        for (let round = 0; round < 20; round += 1)
          await (await client?.request({ method: 'GET', path: path(index) }))?.body.dump();
      }),
    );
    await eventually(() => linesOf(child).filter(({ path }) => String(path).length > 10_000).length).toBe(
      400,
    );
  });

  test('show what both have counted, wherever it is asked', async () => {
    const name = 'live_status_graphql_requests_total{operation="introspection",code="OK"}';
    await using clients = await connectInTurn(child, 4);
    await Promise.all(clients.map((client) => ask(client, {}, '{ __schema { queryType { name } } }')));
    // One that does not say in time what it has counted is shown as it was.
    await eventually(() => metric(child, name)).toBe(4);
    expect(await metric(child, name)).toBe(4);
  });

  test('one that dies is replaced at once, by one line; the other goes on, and no counter falls', async () => {
    const name = 'live_status_graphql_requests_total{operation="userStatus",code="OK"}';
    const [victim, other] = workersOf(child);
    await using clients = await connectInTurn(child, 2);
    await Promise.all(clients.map((client) => ask(client)));
    const counted = [await metric(child, name)];
    process.kill(victim ?? 0, 'SIGKILL');
    const outcomes = await Promise.allSettled(clients.map((client) => statusOf(client)));
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await eventually(() => workersOf(child).filter((pid) => pid !== victim).length).toBe(2);
    expect(workersOf(child)).toContain(other);
    const errors = () => linesOf(child).filter(({ level }) => level === 50);
    await eventually(errors).toEqual([
      expect.objectContaining({
        msg: 'a worker ended; another takes its place',
        signal: 'SIGKILL',
        pid: victim,
      }),
    ]);
    expect(await metric(child, 'live_status_worker_ends_total')).toBe(1);
    const count = async () => {
      counted.push(await metric(child, name));
      return counted.at(-1);
    };
    await eventually(count).toBeGreaterThan(counted[0] ?? 0);
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
    // The new one takes part as soon as it is ready.
    await using _again = await connectInTurn(child, 2);
    expect(errors()).toHaveLength(1);
  });

  test('a stop at a worker itself, as a terminal sends it, changes nothing', async () => {
    // One that has only just been started may know nothing of signals yet.
    await using _ready = await connectInTurn(child, 2);
    const pids = workersOf(child);
    for (const pid of pids) for (const signal of ['SIGINT', 'SIGTERM']) process.kill(pid, signal);
    await using clients = await connectInTurn(child, 2);
    expect(await Promise.all(clients.map((client) => statusOf(client)))).toEqual([200, 200]);
    expect(workersOf(child)).toEqual(pids);
  });
});

describe('what two workers count together', () => {
  test('a rate limit holds for both, and lets all of it through one', async () => {
    await using child = await startChildGateway({ ...TWO, RATE_LIMIT_PER_CALLER: '10' });
    await using clients = await connectInTurn(child, 2);
    const askAs = (name: string, index: number) =>
      statusOf(clients[index % clients.length], { authorization: `Basic ${btoa(`${name}:x`)}` });
    const spread = await Promise.all(Array.from({ length: 20 }, (_, index) => askAs('a', index)));
    expect(spread.toSorted()).toEqual([...Array(10).fill(200), ...Array(10).fill(429)]);
    const atOne = await Promise.all(Array.from({ length: 11 }, () => askAs('b', 0)));
    expect(atOne.toSorted()).toEqual([...Array(10).fill(200), 429]);
    process.kill(child.pid, 'SIGSTOP');
    const { status, text } = await ask(clients[0]);
    process.kill(child.pid, 'SIGCONT');
    expect([status, /"code":"(\w+)"/.exec(text ?? '')?.[1]]).toEqual([503, 'OVERLOADED']);
  });

  test('MAX_REQUESTS may all be under way at one, and never more at both', async () => {
    await using upstream = await startHeldUpstream();
    await using child = await startChildGateway({
      ...TWO,
      ...serviceAt(upstream.origin),
      MAX_REQUESTS: '5',
    });
    await using clients = await connectInTurn(child, 14);
    const even = clients.filter((_, index) => index % 2 === 0);
    const odd = clients.filter((_, index) => index % 2 === 1);
    const askFor = (name: string, client: Client | undefined) =>
      statusOf(client, {}, MARTY.replace('marty', name));
    const held = even.slice(0, 5).map((client, index) => askFor(`u${index}`, client));
    await upstream.arrived(5);
    expect(await askFor('more', even[5])).toBe(503);
    expect(await Promise.all(odd.map((client) => askFor('more', client)))).toEqual(Array(7).fill(503));
    upstream.held[0]?.answer();
    await Promise.race(held);
    // A place that came free at one is had at the other a moment later.
    const arrived = upstream.arrived(6).then(() => 'under way');
    let answer: Promise<unknown>;
    do answer = askFor('other', odd[0]);
    while ((await Promise.race([answer, arrived])) === 503);
    expect(await askFor('more', even[5])).toBe(503);
    for (const each of [...upstream.held]) each.answer();
    expect(await Promise.all([...held, answer])).toEqual(Array(6).fill(200));
  });

  test('after a set through one nobody at the other shares a read that began before', async () => {
    await using upstream = await startHeldUpstream();
    await using child = await startChildGateway({ ...TWO, ...serviceAt(upstream.origin) });
    await using clients = await connectInTurn(child, 4);
    const early = statusOf(clients[0]);
    await upstream.arrived(1);
    const set = ask(clients[1], {}, setting('marty'));
    await upstream.arrived(2);
    upstream.held[1]?.answer();
    expect((await set).status).toBe(200);
    const late = statusOf(clients[2]);
    await upstream.arrived(3);
    for (const each of [...upstream.held]) each.answer();
    expect(await Promise.all([early, late])).toEqual([200, 200]);
  });
});

const serviceAt = (origin: string) => ({
  UPSTREAM_URL: `${origin}/communication_manager`,
  UPSTREAM_AUTH: 'service',
  UPSTREAM_USERNAME: 'gateway',
  UPSTREAM_PASSWORD: 'secret-word',
  // It answers when the test says so.
  UPSTREAM_TIMEOUT_MS: '60000',
  UPSTREAM_DEADLINE_MS: '60000',
});

describe('the end of two workers', () => {
  test('SIGTERM lets what is under way end at both, refuses what comes, and leaves nobody', async () => {
    await using upstream = await startHeldUpstream();
    await using child = await startChildGateway({ ...TWO, ...serviceAt(upstream.origin) });
    const pids = workersOf(child);
    await using clients = await connectInTurn(child, 4);
    const answers = ['a', 'b'].map((name, index) => ask(clients[index], {}, MARTY.replace('marty', name)));
    await upstream.arrived(2);
    // As a service manager does it: every process of the group.
    for (const pid of [child.pid, ...pids]) process.kill(pid, 'SIGTERM');
    await eventually(() => fetch(child.url).catch(() => 'refused')).toBe('refused');
    // A worker that has not heard of the end yet still answers. After that who asks is refused, and a connection that has nothing
    // under way is closed a second later.
    const late = clients.slice(2).map(async (client) => {
      for (;;) {
        const outcome = await statusOf(client, {}, '{ __typename }').catch(() => 'refused');
        if (outcome !== 200) return outcome;
      }
    });
    for (const outcome of await Promise.all(late)) expect([503, 'refused']).toContain(outcome);
    for (const each of [...upstream.held]) each.answer();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    expect(await child.ended).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(child.logged()).not.toMatch(/"level":[56]0|secret-word/);
  });

  test('a second signal ends all at once', async () => {
    await using upstream = await startHeldUpstream();
    await using child = await startChildGateway({ ...TWO, ...serviceAt(upstream.origin) });
    const pids = workersOf(child);
    await using clients = await connectInTurn(child, 1);
    const answer = statusOf(clients[0]).catch(() => 'cut');
    await upstream.arrived(1);
    child.kill('SIGTERM');
    await eventually(() => child.logged()).toMatch('stopping');
    const again = setInterval(() => child.kill('SIGTERM'), 100);
    expect(await child.ended).toBe(1);
    clearInterval(again);
    expect(await answer).toBe('cut');
    await eventually(() => pids.filter(isRunning)).toEqual([]);
  });

  test('a primary that is killed takes its workers along, and leaves its port', async () => {
    await using child = await startChildGateway({ ...TWO, LOG_LEVEL: 'warn' });
    const pids = workersOf(child);
    child.kill('SIGKILL');
    await child.ended;
    await eventually(() => pids.filter(isRunning)).toEqual([]);
    const server = createServer().listen(Number(new URL(child.url).port), '127.0.0.1');
    await once(server, 'listening');
    server.close();
  });
});

describe('what cannot start with two workers', () => {
  const failure = async (variables: Record<string, string>): Promise<ChildEnded> => {
    await using running = await startChildGateway({ ...TWO, ...variables }).catch((error) => ({
      error,
      [Symbol.asyncDispose]: async () => undefined,
    }));
    if (!('error' in running)) throw new Error('It started.');
    return running.error;
  };

  test('a port in use, a data file that cannot be used, a wrong setting: one line, and exit code 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    using folder = temporaryFolder();
    const cases = [
      [{ PORT: port }, /^PORT: 127\.0\.0\.1:\d+ is in use by another program; choose another port\.\n$/],
      [{ DATA_FILE: join(folder.path, 'none', 'data.db') }, /^DATA_FILE: [^\n]+\n$/],
      [{ MAX_REQUESTS: 'many' }, /^MAX_REQUESTS must be [^\n]+\n$/],
    ] as const;
    for (const [variables, line] of cases) {
      const { code, logged } = await failure(variables);
      expect(code).toBe(1);
      expect(logged).toMatch(line);
    }
    server.close();
  });

  test('workers that cannot start: one line, and exit code 1', async () => {
    const die = 'data:text/javascript,if(/worker-main/.test(process.argv[1]))process.exit(3)';
    const { code, logged } = await failure({ NODE_OPTIONS: `--import=${die}` });
    expect([code, logged]).toEqual([1, 'A worker ended before it was ready (exit code 3).\n']);
  });
});

test('workers cut off heads that never end', async () => {
  await cutOff;
});
