import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseTarget } from '@live-status/domain';
import { type AppliedSet, findBrokenReads, type RecordedCall } from '@live-status/rest-contract';
import { expect, it } from 'vitest';
import { basicCredentials, createStatusClient, type StatusClient } from '../src/index.ts';
import { STATUS } from './upstream-scripts.ts';

const USERS = 50;
const CALLERS = 200;
const DURATION_MS = 3000;
const WINDOW_MS = 100;

const now = () => performance.now();
const upTo = (max: number) => Math.floor(Math.random() * (max + 1));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** An upstream of 50 users, each known by an id and a username, that takes its time before and after it does something. */
async function startUpstream(slowestMs: number) {
  const notes = new Map<string, string>();
  const applied: AppliedSet[] = [];
  const server = createServer(async (request, response) => {
    const user = /(?:by-id-|by-name-)(\d+)/.exec(request.url ?? '')?.[1] ?? '';
    const body = await text(request);
    await pause(upTo(slowestMs));
    if (request.method === 'POST') {
      const { note } = JSON.parse(body);
      notes.set(user, note);
      applied.push({ user, note, at: now() });
    }
    const note = notes.get(user) ?? '';
    await pause(upTo(slowestMs));
    if (request.method === 'POST') response.writeHead(204).end();
    else response.end(JSON.stringify({ ...STATUS, note }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    origin: `http://127.0.0.1:${port}`,
    applied,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

const CREDENTIALS = [basicCredentials('one', 'x'), basicCredentials('two', 'x')];
const aReference = (user: number) =>
  parseTarget({
    coreServer: Math.random() < 0.5 ? { id: 'c' } : { slug: 'default' },
    user: Math.random() < 0.5 ? { id: `by-id-${user}` } : { username: `by-name-${user}` },
  });

interface Through {
  readonly name: string;
  readonly client: StatusClient;
  /** How much of what is done through it is sets. */
  readonly share: number;
}

/** Reads, and sets where it may, at random until the time is up. */
async function call({ name, client, share }: Through, caller: number, calls: RecordedCall[]): Promise<void> {
  const until = now() + DURATION_MS;
  for (let number = 0; now() < until; number += 1) {
    // Some users are asked for far more often than others, so that reads meet.
    const user = upTo(upTo(upTo(USERS - 1)));
    const options = { credentials: CREDENTIALS[upTo(1)] };
    const isSet = Math.random() < share;
    const set = `${caller}-${number}`;
    const beganAt = now();
    const note = isSet
      ? await client
          .setStatus(aReference(user), { name: 'x', type: 'away', note: set }, options)
          .then(() => set)
      : (await client.getStatus(aReference(user), options)).note;
    calls.push({
      client: name,
      user: String(user),
      kind: isSet ? 'set' : 'read',
      beganAt,
      endedAt: now(),
      note,
    });
  }
}

it.each([
  ['slow', 150],
  ['fast', 1],
])(
  `GET-5 of ${CALLERS} callers through two clients to a %s upstream none reads anything older than it may`,
  async (_, slowestMs) => {
    await using upstream = await startUpstream(slowestMs);
    let shared = 0;
    const options = {
      baseUrl: upstream.origin,
      shareWindowMs: WINDOW_MS,
      hooks: { onShare: () => (shared += 1) },
    };
    await using reader = createStatusClient(options);
    await using writer = createStatusClient(options);
    const clients = [
      { name: 'the reader', client: reader, share: 0 },
      { name: 'the writer', client: writer, share: 0.2 },
    ] as const;
    const calls: RecordedCall[] = [];
    const callers = Array.from({ length: CALLERS }, (_unused, caller) =>
      call(clients[caller % 2 === 0 ? 0 : 1], caller, calls),
    );
    await Promise.all(callers);
    expect(findBrokenReads(calls, upstream.applied, WINDOW_MS)).toEqual([]);
    // The check says something only where reads met sets and shared requests.
    const sets = calls.filter(({ kind }) => kind === 'set').length;
    expect(upstream.applied).toHaveLength(sets);
    expect(sets).toBeGreaterThan(50);
    expect(shared).toBeGreaterThan(50);
  },
  60_000,
);
