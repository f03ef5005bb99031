import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { parseResourcePath, REST_ROOT } from '@live-status/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLogger, parseConfig, startGateway } from '../src/index.ts';
import { type GraphqlRequest, graphqlRequest } from './graphql-requests.ts';
import { answerTo, hostileRequest } from './hostile-requests.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

// biome-ignore lint/style/noProcessEnv: how many requests is said by whoever has the time.
const { DOORS_RUNS = '20000', DOORS_SEED = '20261125' } = process.env;
/** So many to one pair of gateways. */
const RUNS_A_PAIR = 2000;
const HOURS = 36_000_000;

let issuer: TokenIssuer;
beforeAll(async () => {
  // Whatever tells the time tells the same to both.
  vi.useFakeTimers({ toFake: ['Date'] });
  issuer = await startTokenIssuer();
});
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
  vi.useRealTimers();
});

type Variables = Readonly<Record<string, string>>;

/** A gateway in front of an upstream of its own, that keeps its log: what others set cannot tell it apart from another. */
async function startSubject(variables: Variables, hasPlainDoor: boolean) {
  const upstream = await startUpstream();
  const environment = { PORT: '0', UPSTREAM_URL: upstream.url, SHUTDOWN_GRACE_MS: '100', ...variables };
  const lines: string[] = [];
  const log = createLogger('debug', { write: (line) => lines.push(line) });
  const gateway = await startGateway(
    parseConfig(environment, () => JSON.stringify(TRUSTED)),
    log,
    { hasPlainDoor },
  );
  return {
    url: gateway.graphqlUrl,
    asked: upstream.asked,
    lines,
    /** What was logged since this was last asked. */
    logged: () => withoutIds(lines.splice(0).join('')),
    async counted() {
      const text = await (await fetch(new URL('/metrics', gateway.graphqlUrl))).text();
      return withReadsTogether(
        text.split('\n').filter((line) => /^live_status/.test(line) && !/_(sum|bucket)\b/.test(line)),
      );
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await upstream[Symbol.asyncDispose]();
    },
  };
}
type Subject = Awaited<ReturnType<typeof startSubject>>;

/** Whether two reads of the same share a call is a matter of moments; how many reads there were is not. */
function withReadsTogether(lines: readonly string[]): string[] {
  const isRead = (line: string) => /^live_status_upstream_.*(operation="read"|shared_reads)/.test(line);
  const reads = lines.filter((line) => isRead(line) && !line.includes('duration'));
  const count = reads.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  return [...lines.filter((line) => !isRead(line)), `reads ${count}`];
}

const TRUSTED = {
  one: 'query A($user: UserRef!) { userStatus(user: $user) { name note } }',
  x: 'query A { __typename } query C { statusTypes { type } }',
};

const USERS = ['marty', 'alan', 'unlicensed'];
const entryOf = (userName: string) => ({
  id: `id of ${userName}`,
  configurationId: 'c-1',
  userName,
  displayedName: `Name of ${userName}`,
  permissionId: 'p-1',
});

/** An upstream with a few users whose statuses can be set, and one who is not licensed. */
async function startUpstream() {
  const set = new Map<string, object>();
  let asked = (): void => undefined;
  const server = createServer(async (request, response) => {
    const path = parseResourcePath((request.url ?? '').slice(REST_ROOT.length + 1));
    const body = Buffer.concat(await request.toArray()).toString();
    const tell = (value: object) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === undefined) return void response.writeHead(404).end();
    if (path.resource === 'users') return tell(USERS.map(entryOf));
    const { user: ref } = path.target;
    const user: string = 'id' in ref ? ref.id.replace('id of ', '') : ref.username;
    if (user === 'never') return asked();
    if (!USERS.includes(user)) return void response.writeHead(404).end();
    if (path.resource === 'user') return tell(entryOf(user));
    if (user === 'unlicensed') return void response.writeHead(403).end();
    if (path.resource === 'set') {
      set.set(user, JSON.parse(body));
      return void response.writeHead(204).end();
    }
    const status = { name: 'In', type: 'available', note: '', returnTime: -1, ...set.get(user) };
    tell({ id: 's-1', configurationId: 'c-1', userCreated: true, ...status });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/communication_manager`,
    /** Resolves when it is asked what it never answers. */
    asked: () =>
      new Promise<void>((resolve) => {
        asked = resolve;
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;
const withoutIds = (text: string) => text.replaceAll(UUID, 'an id');
const isLimited = ({ head }: ReturnType<typeof comparable>) =>
  head.some((line) => line.startsWith('HTTP/1.1 429'));

/** Whether what a request is answered depends on what the same one has set before. */
const looksBack = (request: { readonly graphql: GraphqlRequest } | object) =>
  'graphql' in request && /previous|expected/.test(request.graphql.body);

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/** Of a head the lines in any order, but none that tells the time; of a page of metrics only that it is one. */
function comparable(answer: string) {
  const [head = '', ...parts] = withoutIds(answer).replace(CONTINUE, 'HTTP/1.1 100 and ').split('\r\n\r\n');
  const lines = head.split('\r\n').filter((line) => !/^date:/i.test(line));
  const rest = parts.join('\r\n\r\n');
  if (!rest.startsWith('# HELP')) return { head: lines.toSorted(), rest };
  return { head: lines.filter((line) => !/^content-length:/.test(line)).toSorted(), rest: 'metrics' };
}

/** Sends a request twice on one connection, so that its document is known the second time: both answers. */
function answersToTwo(url: string, { headers, body }: GraphqlRequest): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const bytes = Buffer.from(body);
  const head = [
    'POST /graphql HTTP/1.1',
    'host: gateway.example',
    ...headers,
    `content-length: ${bytes.length}`,
  ];
  const send = (more: readonly string[]) => {
    socket.write(Buffer.concat([Buffer.from(`${[...head, ...more].join('\r\n')}\r\n\r\n`), bytes]));
  };
  const socket = connect(Number(port), hostname);
  let got = '';
  let first: string | undefined;
  return new Promise((resolve, reject) => {
    socket.setTimeout(20_000, () => socket.destroy(new Error('It neither answers nor hangs up.')));
    socket.on('error', reject).on('close', () => resolve(first === undefined ? [got] : [first, got]));
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      if (first !== undefined || !isWhole(got)) return;
      first = got;
      got = '';
      send(['connection: close']);
    });
    send([]);
  });
}

function isWhole(answer: string): boolean {
  const at = answer.indexOf('\r\n\r\n');
  if (at < 0) return false;
  const length = /^content-length: (\d+)/im.exec(answer.slice(0, at))?.[1];
  return length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= at + 4 + Number(length);
}

/** Sends the same requests to a gateway with both doors and to one with Yoga's alone, until something can be told apart. */
async function compare(
  share: number,
  variables: Variables,
  requests: fc.Arbitrary<GraphqlRequest> = graphqlRequest,
): Promise<void> {
  const seen = new Map<string, number>();
  const runs = Math.ceil(Number(DOORS_RUNS) * share);
  const one = fc.oneof(
    { weight: 5, arbitrary: fc.record({ graphql: requests }) },
    { weight: 2, arbitrary: fc.record({ hostile: hostileRequest }) },
  );
  for (let done = 0; done < runs; done += RUNS_A_PAIR) {
    await using both = await startSubject(variables, true);
    await using yoga = await startSubject(variables, false);
    await fc.assert(
      fc.asyncProperty(one, async (request) => {
        const ask = async (subject: Subject) => {
          const answers =
            'graphql' in request
              ? await answersToTwo(subject.url, request.graphql)
              : [await answerTo(subject.url, request.hostile)];
          return { answers: answers.map(comparable), logged: subject.logged() };
        };
        const answer = await ask(yoga);
        expect(await ask(both)).toEqual(answer);
        // What is known of a document changes nothing that it answers.
        const [first, second] = answer.answers;
        if (second !== undefined && !isLimited(second) && !looksBack(request))
          expect(second.rest).toBe(first?.rest);
        for (const { head, rest } of answer.answers) {
          const status = head.find((line) => line.startsWith('HTTP'))?.slice(9, 12);
          const kind = `${status}${rest.includes('"data":{') ? ' with data' : ''}`;
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
        }
      }),
      { numRuns: Math.min(RUNS_A_PAIR, runs - done), seed: Number(DOORS_SEED) + done },
    );
    expect(await both.counted()).toEqual(await yoga.counted());
  }
  console.log(`Seed ${DOORS_SEED}, ${runs} requests to each, answers: ${JSON.stringify([...seen])}`);
  expect(seen.get('200 with data')).toBeGreaterThan(0);
}

const withHeader = (header: fc.Arbitrary<string>): fc.Arbitrary<GraphqlRequest> =>
  fc
    .tuple(graphqlRequest, header)
    .map(([{ headers, body }, more]) => ({ headers: [...headers, more], body }));

const SERVICE = { UPSTREAM_AUTH: 'service', UPSTREAM_USERNAME: 'manager', UPSTREAM_PASSWORD: 'a password' };

test('nobody can tell which door served a request', () => compare(0.6, SERVICE), HOURS);

test('nor whom a caller went away from, and when', async () => {
  await using both = await startSubject(SERVICE, true);
  await using yoga = await startSubject(SERVICE, false);
  const read = '{ userStatus(user: { username: "never" }) { name } }';
  const set =
    'mutation { setUserStatus(input: { user: { username: "never" }, name: "x", type: AWAY }) { clientMutationId } }';
  for (const [query, isWhole] of [
    [read, true],
    [read, false],
    [set, true],
    [set, false],
  ] as const) {
    const leave = async (subject: Subject) => {
      const body = JSON.stringify({ query });
      const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
      const { hostname, port } = new URL(subject.url);
      const socket = connect(Number(port), hostname);
      const asked = subject.asked();
      socket.write(head + (isWhole ? body : body.slice(1)));
      await (isWhole ? asked : new Promise((resolve) => setTimeout(resolve, 50)));
      socket.destroy();
      while (!subject.lines.join('').includes('aborted by the caller'))
        await new Promise((resolve) => setTimeout(resolve, 5));
      return subject.logged();
    };
    expect(await leave(both)).toBe(await leave(yoga));
  }
  expect(await both.counted()).toEqual(await yoga.counted());
});

test(
  'nor where tokens are checked and names are hidden',
  async () => {
    const scopes = ['status:read', 'status:read status:write', 'status:read status:write:self', ''];
    const tokens = await Promise.all(
      scopes.map((scope) => issuer.sign({ scope, username: 'marty', exp: Date.now() / 1000 + 86_400 })),
    );
    const header = fc.constantFrom(...tokens).map((token) => `authorization: Bearer ${token}`);
    await compare(
      0.15,
      { ...SERVICE, ...issuer.variables, NODE_ENV: 'production', RATE_LIMIT_PER_CALLER: '1000000' },
      withHeader(header),
    );
  },
  HOURS,
);

test(
  'nor where credentials are forwarded and pages of another origin let in',
  () =>
    compare(
      0.15,
      { UPSTREAM_AUTH: 'forward', CORS_ORIGINS: 'https://app.example' },
      withHeader(fc.constantFrom('authorization: Basic bWFydHk6bWFydHk=', 'authorization: Bearer x', 'x: y')),
    ),
  HOURS,
);

test(
  'nor where limits are reached',
  () =>
    compare(0.05, {
      ...SERVICE,
      RATE_LIMIT_PER_ADDRESS: '3000',
      QUERY_MAX_COST: '3',
      QUERY_MAX_ALIASES: '1',
      QUERY_MAX_DEPTH: '3',
    }),
  HOURS,
);

test(
  'nor where documents are trusted',
  () => {
    const named = fc
      .tuple(graphqlRequest, fc.constantFrom('one', 'x', 'none'))
      .map(([{ headers, body }, documentId]) => {
        const { query: _query, ...rest } = JSON.parse(body);
        return { headers, body: JSON.stringify({ ...rest, documentId }) };
      });
    return compare(0.05, { ...SERVICE, TRUSTED_DOCUMENTS: 'trusted.json' }, named);
  },
  HOURS,
);
