import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRaw } from './attacks.ts';
import { getStream, openStream } from './event-stream-reader.ts';
import { startTestGateway, type TestGateway } from './running.ts';

const QUERY = '{ statusTypes { type } }';
const SET =
  'mutation { setUserStatus(input: { user: { username: "doc" }, name: "x", type: AWAY }) { clientMutationId } }';
const WATCH = `subscription { userStatusEvents(users: [{ username: "marty" }]) {
  __typename
  ... on UserStatusSnapshot { results { ... on UserStatus { name } } cursor }
  ... on UserStatusChanged { userStatus { name } cursor }
  ... on UserStatusFresh { cursor }
} }`;

let running: TestGateway;
let url: string;
beforeAll(async () => {
  running = await startTestGateway({ CORS_ORIGINS: 'https://app.example' });
  url = running.gateway.graphqlUrl;
});
afterAll(() => running[Symbol.asyncDispose]());

const byGet = (query: string, more = '') => `${url}?query=${encodeURIComponent(query)}${more}`;
const setMarty = (name: string) =>
  running.ask(
    'mutation ($name: String!) { setUserStatus(input: { user: { username: "marty" }, name: $name, type: AWAY }) { clientMutationId } }',
    { name },
  );

describe('an operation with a stream of its own', () => {
  test('begins with a comment and is passed on as it comes', async () => {
    await using stream = await openStream(url, { query: WATCH });
    expect(stream.status).toBe(200);
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(stream.headers.get('content-encoding')).toBeNull();
    expect(await stream.frame()).toEqual({});
  });

  test.each([
    ['POST', () => openStream(url, { query: WATCH })],
    ['GET', () => getStream(byGet(WATCH))],
    [
      'POST of who would take JSON too',
      () =>
        openStream(
          url,
          { query: WATCH },
          { accept: 'application/graphql-response+json, application/json, text/event-stream' },
        ),
    ],
    [
      'POST of urql',
      () => openStream(url, { query: WATCH }, { accept: 'text/event-stream, multipart/mixed' }),
    ],
  ])('a subscription by %s is told what is and what changes', async (_how, open) => {
    await using stream = await open();
    const first = await stream.next();
    expect(first).toMatchObject({ event: 'next', id: expect.any(String) });
    const { data } = JSON.parse(first?.data ?? '');
    expect(data.userStatusEvents).toMatchObject({ __typename: 'UserStatusSnapshot', cursor: first?.id });
    const name = `Changed ${crypto.randomUUID()}`;
    await setMarty(name);
    let told: string | undefined;
    while (told === undefined || !told.includes(name)) told = (await stream.next())?.data ?? name;
    expect(told).toContain('UserStatusChanged');
  });

  test.each([
    ['a query by POST', () => openStream(url, { query: QUERY }), '{"data":{"statusTypes"'],
    ['a query by GET', () => getStream(byGet(QUERY)), '{"data":{"statusTypes"'],
    ['a mutation by POST', () => openStream(url, { query: SET }), '{"data":{"setUserStatus"'],
    ['what cannot be parsed', () => openStream(url, { query: '{' }), 'GRAPHQL_PARSE_FAILED'],
    ['what is not valid', () => openStream(url, { query: '{ nope }' }), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a subscription that cannot begin',
      () =>
        openStream(url, {
          query: 'subscription { userStatusEvents(users: [{ username: ".." }]) { __typename } }',
        }),
      'REFERENCE_INVALID',
    ],
  ])('%s is one event and the end: 200', async (_what, open, expected) => {
    await using stream = await open();
    expect(stream.status).toBe(200);
    const [result, ...rest] = await stream.rest();
    expect(result).toMatchObject({ event: 'next', data: expect.stringContaining(expected) });
    expect(result).not.toHaveProperty('id');
    expect(rest).toEqual([{ event: 'complete', data: '' }]);
  });

  test.each([
    ['a mutation by GET', 405, () => getStream(byGet(SET))],
    ['a batch', 400, () => openStream(url, [{ query: QUERY }])],
    ['a body over 100 kB', 413, () => openStream(url, { query: `${QUERY} # ${'x'.repeat(100_001)}` })],
    ['plain text', 415, () => openStream(url, { query: QUERY }, { 'content-type': 'text/plain' })],
    ['a page of another site', 403, () => getStream(byGet(WATCH), { 'sec-fetch-site': 'cross-site' })],
    [
      'a page of another host of this site',
      403,
      () => getStream(byGet(WATCH), { 'sec-fetch-site': 'same-site' }),
    ],
    ['another origin', 403, () => getStream(byGet(WATCH), { origin: 'https://app.example' })],
  ])('%s is refused with %i, in the form that is accepted', async (_what, status, open) => {
    await using stream = await open();
    expect(stream.status).toBe(status);
    expect(await stream.rest()).toMatchObject([
      { event: 'next', data: expect.stringMatching(/^\{"errors":\[\{.*"code":"(BAD_USER_INPUT|FORBIDDEN)"/) },
      { event: 'complete' },
    ]);
  });

  test.each([
    ['the same origin', { 'sec-fetch-site': 'same-origin' }],
    ['no page', {}],
    ['a script that asked first', { 'sec-fetch-site': 'cross-site', 'graphql-require-preflight': '1' }],
  ])('a GET of %s is answered', async (_who, headers) => {
    await using stream = await getStream(byGet(WATCH), headers);
    expect(stream.status).toBe(200);
    expect(await stream.next()).toMatchObject({ event: 'next' });
  });

  test.each([
    'application/json',
    '*/*',
    'application/json, text/event-stream',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
  ])('a query of who accepts %s is answered in JSON', async (accept) => {
    for (const init of [
      {
        method: 'POST',
        headers: { accept, 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUERY }),
      },
      { headers: { accept, 'graphql-require-preflight': '1' } },
    ]) {
      const response = await fetch(init.method === undefined ? byGet(QUERY) : url, init);
      expect(response.headers.get('content-type')).toMatch(/json; charset=utf-8$/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({ data: { statusTypes: expect.anything() } });
    }
  });

  test('a subscription of who accepts JSON alone is refused, and told what to accept', async () => {
    const { status, body } = await running.ask(WATCH);
    expect(status).toBe(406);
    expect(body.errors?.[0]?.message).toContain('text/event-stream');
  });

  test.each(['HEAD', 'OPTIONS', 'PATCH'])('%s is answered as ever, by no stream', async (method) => {
    const response = await fetch(byGet(WATCH), { method, headers: { accept: 'text/event-stream' } });
    expect(response.headers.get('content-type') ?? '').not.toContain('event-stream; charset');
  });
});

describe('connections of old', () => {
  const ask = async (head: string[]) => {
    const { socket, got } = await openRaw(url);
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    while (!got().includes('UserStatusSnapshot')) await once(socket, 'data');
    socket.destroy();
    return got();
  };
  const { pathname, search } = new URL(`http://x/graphql?query=${encodeURIComponent(WATCH)}`);
  const target = `${pathname}${search}`;

  test('HTTP/1.0 gets it without chunks', async () => {
    const got = await ask([`GET ${target} HTTP/1.0`, 'accept: text/event-stream']);
    expect(got).toMatch(/^HTTP\/1\.1 200 .*\r\nconnection: close\r\n\r\n:\n\nevent: next\nid: /is);
    expect(got).not.toMatch(/chunked/i);
  });

  test('a connection that is to close after it is said to', async () => {
    const got = await ask([
      `GET ${target} HTTP/1.1`,
      'host: x',
      'accept: text/event-stream',
      'connection: close',
    ]);
    expect(got).toMatch(/\r\nconnection: close\r\n/i);
  });
});

describe('pages of other origins', () => {
  const origin = 'https://app.example';

  test('a stream is for pages of an origin that may call', async () => {
    await using stream = await openStream(url, { query: WATCH }, { origin });
    expect(stream.headers.get('access-control-allow-origin')).toBe(origin);
    expect(stream.headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
    expect(stream.headers.get('vary')).toBe('Origin');
  });

  test('and for no others', async () => {
    await using stream = await openStream(url, { query: WATCH }, { origin: 'https://evil.example' });
    expect(stream.headers.get('access-control-allow-origin')).toBeNull();
    expect(stream.headers.get('vary')).toBe('Origin');
  });

  test.each(['PUT', 'DELETE', 'POST'])(
    'who asks first is told that they may %s, with what clients send',
    async (method) => {
      const response = await fetch(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method },
      });
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-methods')).toContain(method);
      for (const name of ['last-event-id', 'x-graphql-event-stream-token', 'authorization'])
        expect(response.headers.get('access-control-allow-headers')).toContain(name);
    },
  );
});

test('a stream is noted once, when it has ended', async () => {
  const { headers } = await (async () => {
    await using stream = await openStream(url, { query: WATCH });
    await stream.next();
    expect(running.logged()).not.toContain(stream.headers.get('x-request-id'));
    return stream;
  })();
  const id = headers.get('x-request-id') ?? '';
  await expect.poll(() => running.logged().split(id).length - 1).toBe(1);
});

test('what a stream began with is told no more: an EventSource that comes back goes on behind its last event', async () => {
  const first = await (async () => {
    await using stream = await getStream(byGet(WATCH));
    return await stream.next();
  })();
  await using _other = await openStream(url, { query: WATCH });
  const name = `Behind ${crypto.randomUUID()}`;
  await setMarty(name);
  await using again = await getStream(byGet(WATCH), { 'last-event-id': first?.id ?? '' });
  expect((await again.next())?.data).toContain(name);
});

test('a gateway that stops tells its streams when to come back, and not that they are complete', async () => {
  const stopping = await startTestGateway({ SHUTDOWN_GRACE_MS: '1000' });
  await using stream = await openStream(stopping.gateway.graphqlUrl, { query: WATCH });
  await stream.next();
  const [frames] = await Promise.all([stream.rest(), stopping[Symbol.asyncDispose]()]);
  expect(frames).toEqual([{ retry: expect.stringMatching(/^\d{4}$/) }]);
});
