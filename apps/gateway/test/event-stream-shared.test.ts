import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDoor } from './event-stream-door.ts';
import { getStream } from './event-stream-reader.ts';
import { startTestGateway, type TestGateway } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';
import { handingOver } from './web-socket-door.ts';

const TOKEN = 'x-graphql-event-stream-token';
type Headers = Readonly<Record<string, string>>;

async function reserve(url: string, headers: Headers = {}): Promise<string> {
  const response = await fetch(url, { method: 'PUT', headers });
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.text();
}

const begin = (url: string, token: string, operationId: unknown, query = '{ it }', headers: Headers = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { [TOKEN]: token, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, extensions: { operationId } }),
  });
const stop = (url: string, token: string, operationId: string, headers: Headers = {}) =>
  fetch(`${url}?operationId=${operationId}`, { method: 'DELETE', headers: { [TOKEN]: token, ...headers } });
const open = (url: string, token: string, headers: Headers = {}) =>
  getStream(`${url}?token=${token}`, headers);
const nextOf = (id: string, it: unknown) => ({
  event: 'next',
  data: JSON.stringify({ id, payload: { data: { it } } }),
});
const completeOf = (id: string) => ({ event: 'complete', data: JSON.stringify({ id }) });
const messageOf = async (response: Response) => [response.status, (await response.json()).errors[0].message];

describe('one stream for several operations', () => {
  test('carries the results of each under its name', async () => {
    const streams = handingOver();
    await using door = await startDoor(streams.open);
    const token = await reserve(door.url);
    await using reader = await open(door.url, token);
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await reader.frame()).toEqual({});
    const ids = ['a "quoted" one', 'b'];
    for (const id of ids) {
      const accepted = await begin(door.url, token, id);
      expect([accepted.status, await accepted.text()]).toEqual([202, '']);
    }
    const [first, second] = [await streams.opened(), await streams.opened()];
    second.tell({ it: 2 });
    expect(await reader.next()).toEqual(nextOf('b', 2));
    first.tell({ it: 1 });
    expect(await reader.next()).toEqual(nextOf('a "quoted" one', 1));
    first.end();
    expect(await reader.next()).toEqual(completeOf('a "quoted" one'));
  });

  test('carries a single result and its end', async () => {
    await using door = await startDoor(async () => ({ data: { it: 1 } }));
    const token = await reserve(door.url);
    await using reader = await open(door.url, token);
    expect((await begin(door.url, token, 'q')).status).toBe(202);
    expect([await reader.next(), await reader.next()]).toEqual([nextOf('q', 1), completeOf('q')]);
    await expect.poll(() => door.observed.map(({ status }) => status).toSorted()).toEqual([201, 202]);
  });

  test('carries what began before it was opened', async () => {
    await using door = await startDoor(async () => ({ data: { it: 1 } }));
    const token = await reserve(door.url);
    for (const id of ['a', 'b']) expect((await begin(door.url, token, id)).status).toBe(202);
    await using reader = await open(door.url, token);
    const frames = [await reader.next(), await reader.next(), await reader.next(), await reader.next()];
    expect(frames).toEqual(
      expect.arrayContaining([nextOf('a', 1), completeOf('a'), nextOf('b', 1), completeOf('b')]),
    );
  });

  test('is not asked for what could not begin: that is answered at once', async () => {
    await using door = await startDoor(async () => {
      throw new Error('Nothing of this.');
    });
    const token = await reserve(door.url);
    const response = await begin(door.url, token, 'q', '{ it }', { accept: 'application/json' });
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    // Its name is free again.
    expect((await begin(door.url, token, 'q')).status).toBe(500);
  });

  test('an operation is ended by its name, and the others go on', async () => {
    const streams = handingOver();
    await using door = await startDoor(streams.open);
    const token = await reserve(door.url);
    await using reader = await open(door.url, token);
    for (const id of ['a', 'b']) await begin(door.url, token, id);
    const [first, second] = [await streams.opened(), await streams.opened()];
    expect((await stop(door.url, token, 'a')).status).toBe(200);
    await first.left;
    expect(await reader.next()).toEqual(completeOf('a'));
    second.tell({ it: 2 });
    expect(await reader.next()).toEqual(nextOf('b', 2));
    expect((await stop(door.url, token, 'never begun')).status).toBe(200);
  });

  test('an operation that is ended before it has begun is answered with 204', async () => {
    const asked = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    await using door = await startDoor(async () => {
      asked.resolve();
      await go.promise;
      return { data: {} };
    });
    const token = await reserve(door.url);
    const beginning = begin(door.url, token, 'a');
    await asked.promise;
    await stop(door.url, token, 'a');
    go.resolve();
    expect((await beginning).status).toBe(204);
  });

  test('whoever goes away ends all of its operations, and the token with them', async () => {
    const streams = handingOver();
    await using door = await startDoor(streams.open);
    const token = await reserve(door.url);
    const reader = await open(door.url, token);
    for (const id of ['a', 'b']) await begin(door.url, token, id);
    const [first, second] = [await streams.opened(), await streams.opened()];
    await reader[Symbol.asyncDispose]();
    await Promise.all([first.left, second.left]);
    await expect.poll(() => [door.open(), door.observed.length]).toEqual([0, 4]);
    expect((await begin(door.url, token, 'c')).status).toBe(404);
  });

  test('is dismissed with when to come back, and no operation is complete', async () => {
    const streams = handingOver();
    await using door = await startDoor(streams.open);
    const token = await reserve(door.url);
    await using reader = await open(door.url, token);
    await begin(door.url, token, 'a');
    const stream = await streams.opened();
    door.dismissAll(0);
    expect(await reader.rest()).toEqual([{ retry: expect.any(String) }]);
    await stream.left;
    expect(door.open()).toBe(0);
  });

  test('carries 100 operations and no more', async () => {
    const streams = handingOver();
    await using door = await startDoor(streams.open);
    const token = await reserve(door.url);
    await using _reader = await open(door.url, token);
    for (let id = 0; id < 100; id += 1) expect((await begin(door.url, token, `${id}`)).status).toBe(202);
    expect(await messageOf(await begin(door.url, token, 'one more'))).toEqual([
      429,
      'A stream carries at most 100 operations at once; end one of them first.',
    ]);
    await stop(door.url, token, '50');
    await expect.poll(async () => (await begin(door.url, token, 'one more')).status).toBe(202);
  });
});

describe('what does not fit', () => {
  const cases: [string, number, RegExp, (url: string, token: string) => Promise<Response>][] = [
    ['an unknown token', 404, /no stream/, (url) => begin(url, 'nope', 'a')],
    [
      'an unknown token to open',
      404,
      /no stream/,
      (url) => fetch(`${url}?token=nope`, { headers: { accept: 'text/event-stream' } }),
    ],
    [
      'a stop without a token',
      404,
      /no stream/,
      (url) => fetch(`${url}?operationId=a`, { method: 'DELETE' }),
    ],
    [
      'a stop without an operation',
      400,
      /operationId/,
      (url, token) => fetch(url, { method: 'DELETE', headers: { [TOKEN]: token } }),
    ],
    ['an operation without a name', 400, /operationId/, (url, token) => begin(url, token, undefined)],
    ['an operation whose name is empty', 400, /operationId/, (url, token) => begin(url, token, '')],
    ['an operation whose name is a number', 400, /operationId/, (url, token) => begin(url, token, 1)],
    ['an operation with a long name', 400, /operationId/, (url, token) => begin(url, token, 'x'.repeat(257))],
    ['an operation whose name is taken', 409, /under way/, (url, token) => begin(url, token, 'taken')],
    [
      'a body that is no JSON',
      400,
      /invalid JSON/,
      (url, token) => fetch(url, { method: 'POST', headers: { [TOKEN]: token }, body: '{' }),
    ],
  ];
  test.each(cases)('%s is refused with %i', async (_what, status, message, ask) => {
    const streams = handingOver();
    await using door = await startDoor(streams.open);
    const token = await reserve(door.url);
    await begin(door.url, token, 'taken');
    const response = await ask(door.url, token);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await messageOf(response)).toEqual([status, expect.stringMatching(message)]);
  });

  test('a reservation where none are made is refused with 405, and an operation has a stream of its own', async () => {
    await using door = await startDoor(async () => ({ data: { it: 1 } }), { reserves: false });
    expect(await messageOf(await fetch(door.url, { method: 'PUT' }))).toEqual([
      405,
      expect.stringContaining('one for each operation'),
    ]);
    await using reader = await getStream(door.url);
    expect(await reader.next()).toMatchObject({ event: 'next' });
  });

  test('a second stream of one token: 409', async () => {
    const streams = handingOver();
    await using door = await startDoor(streams.open);
    const token = await reserve(door.url);
    await using _first = await open(door.url, token);
    await using second = await open(door.url, token);
    expect(second.status).toBe(409);
  });

  test('a reservation that nobody used lapses, with what began on it', async () => {
    const streams = handingOver();
    await using door = await startDoor(streams.open, { reservedMs: 100 });
    const token = await reserve(door.url);
    await begin(door.url, token, 'a');
    const stream = await streams.opened();
    await expect.poll(async () => (await stop(door.url, token, 'b')).status).toBe(404);
    await using reader = await open(door.url, token);
    expect(reader.status).toBe(404);
    door.beat();
    await stream.left;
    expect(door.open()).toBe(0);
  });

  test('one that is open does not', async () => {
    const streams = handingOver();
    const reservedMs = 300;
    await using door = await startDoor(streams.open, { reservedMs });
    const token = await reserve(door.url);
    await using _reader = await open(door.url, token);
    const openedAt = performance.now();
    await expect.poll(() => performance.now() - openedAt).toBeGreaterThan(reservedMs);
    door.beat();
    expect((await begin(door.url, token, 'a')).status).toBe(202);
  });

  test('more than 1 000 reservations of one caller that are not open: 503, until one is opened', async () => {
    await using door = await startDoor(handingOver().open);
    const tokens: string[] = [];
    for (let count = 0; count < 1000; count += 1) tokens.push(await reserve(door.url));
    expect(new Set(tokens).size).toBe(1000);
    const refused = await fetch(door.url, { method: 'PUT' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    // Another caller is none of theirs.
    await reserve(door.url, { authorization: 'Basic YTpi' });
    await using _reader = await open(door.url, tokens[0] ?? '');
    await reserve(door.url);
  });
});

describe('whose it is', () => {
  const alice = { authorization: 'Basic YWxpY2U6YQ==' };
  const bob = { authorization: 'Basic Ym9iOmI=' };

  test('a token alone lets nobody in with other credentials', async () => {
    await using door = await startDoor(handingOver().open);
    const token = await reserve(door.url, alice);
    for (const headers of [bob, {}]) {
      expect((await begin(door.url, token, 'a', '{ it }', headers)).status).toBe(404);
      expect((await stop(door.url, token, 'a', headers)).status).toBe(404);
    }
    await using stolen = await open(door.url, token, bob);
    expect(stolen.status).toBe(404);
    expect((await begin(door.url, token, 'a', '{ it }', alice)).status).toBe(202);
  });

  test('but an EventSource at the same address, which cannot send any, opens it', async () => {
    await using door = await startDoor(handingOver().open);
    await using reader = await open(door.url, await reserve(door.url, alice));
    expect(reader.status).toBe(200);
  });

  test('and not at another one', async () => {
    await using door = await startDoor(handingOver().open, { trustedProxies: 1 });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const token = await reserve(door.url, { ...alice, ...from('192.0.2.1') });
    await using other = await open(door.url, token, from('192.0.2.2'));
    expect(other.status).toBe(404);
    expect(
      (await begin(door.url, await reserve(door.url, from('192.0.2.1')), 'a', '{ it }', from('192.0.2.2')))
        .status,
    ).toBe(404);
    await using own = await open(door.url, token, from('192.0.2.1'));
    expect(own.status).toBe(200);
  });

  test('each operation runs with the credentials of its own request', async () => {
    const seen: (string | null)[] = [];
    await using door = await startDoor(async ({ incoming }) => {
      seen.push(incoming.header('authorization'));
      return { data: {} };
    });
    const token = await reserve(door.url, alice);
    await begin(door.url, token, 'a', '{ it }', alice);
    expect(seen).toEqual([alice.authorization]);
  });
});

describe('where tokens are checked', () => {
  let running: TestGateway;
  let issuer: Awaited<ReturnType<typeof startTokenIssuer>>;
  beforeAll(async () => {
    issuer = await startTokenIssuer();
    running = await startTestGateway({ ...issuer.variables, CORS_ORIGINS: 'https://app.example' });
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await issuer[Symbol.asyncDispose]();
  });
  const bearer = async (sub: string) => ({ authorization: `Bearer ${await issuer.sign({ sub })}` });

  test('nothing is reserved, opened, begun or ended without one: 401', async () => {
    const { graphqlUrl: url } = running.gateway;
    const token = await reserve(url, await bearer('alice'));
    await using reader = await open(url, token);
    const answers = [
      await fetch(url, { method: 'PUT' }),
      await begin(url, token, 'a'),
      await stop(url, token, 'a'),
    ];
    expect([...answers, reader].map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  test('a renewed token is the same caller, another subject is not', async () => {
    const { graphqlUrl: url } = running.gateway;
    const token = await reserve(url, await bearer('alice'));
    await using reader = await open(url, token, await bearer('alice'));
    const status = async (sub: string) =>
      (await begin(url, token, crypto.randomUUID(), '{ __typename }', await bearer(sub))).status;
    expect([await status('alice'), await status('bob')]).toEqual([202, 404]);
    expect((await reader.next())?.data).toContain('"payload":{"data":{"__typename":"Query"}}');
  });

  test('pages of an origin that may call can read each answer', async () => {
    const { graphqlUrl: url } = running.gateway;
    const headers = { ...(await bearer('alice')), origin: 'https://app.example' };
    for (const response of [
      await fetch(url, { method: 'PUT', headers }),
      await begin(url, 'nope', 'a', '{ it }', headers),
      await stop(url, 'nope', 'a', headers),
    ])
      expect(response.headers.get('access-control-allow-origin')).toBe(headers.origin);
  });
});
