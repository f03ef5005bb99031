import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRaw } from './attacks.ts';
import { startChildGateway } from './child.ts';
import { startTestGateway, type TestGateway, temporaryFolder } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';
import { connect, connectAcknowledged, type RawClient, refusedUpgrade } from './web-socket-client.ts';

const TYPES = '{ __typename }';
const INIT = { type: 'connection_init' };
const subscribe = (query: string, id = '1') => ({ id, type: 'subscribe', payload: { query } });

let running: TestGateway;
let url: string;
beforeAll(async () => {
  running = await startTestGateway({ CORS_ORIGINS: 'https://app.example' });
  url = running.gateway.graphqlUrl;
});
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
});

describe('a client is acknowledged', () => {
  test.each([
    ['without a payload', INIT],
    ['with null', { ...INIT, payload: null }],
    ['with parameters of its own', { ...INIT, payload: { anything: [1] } }],
  ])('%s', async (_how, init) => {
    await using client = await connect(url);
    expect(client.socket.protocol).toBe('graphql-transport-ws');
    client.send(init);
    expect(await client.next()).toStrictEqual({ type: 'connection_ack' });
  });
});

test('a ping is answered with what it brought, before the init too', async () => {
  await using client = await connect(url);
  client.send({ type: 'ping' });
  expect(await client.next()).toStrictEqual({ type: 'pong' });
  client.send({ type: 'ping', payload: { at: 1 } });
  expect(await client.next()).toStrictEqual({ type: 'pong', payload: { at: 1 } });
  client.send({ type: 'pong', payload: { at: 2 } });
  client.send({ type: 'ping' });
  expect(await client.next()).toStrictEqual({ type: 'pong' });
});

test('a query is answered with one next and complete, and its id is free again', async () => {
  await using client = await connectAcknowledged(url);
  for (const _time of [1, 2]) {
    client.send(subscribe(TYPES));
    expect(await client.next()).toStrictEqual({
      id: '1',
      type: 'next',
      payload: { data: { __typename: 'Query' } },
    });
    expect(await client.next()).toStrictEqual({ id: '1', type: 'complete' });
  }
});

test('a mutation sets, and a query over HTTP sees it', async () => {
  await using client = await connectAcknowledged(url);
  client.send({
    id: 'set',
    type: 'subscribe',
    payload: {
      query:
        'mutation Set($name: String!) { setUserStatus(input: { user: { username: "doc" }, name: $name, type: AWAY }) { clientMutationId } }',
      variables: { name: 'At the clock tower' },
      operationName: 'Set',
      extensions: {},
    },
  });
  expect(await client.next()).toMatchObject({ id: 'set', type: 'next', payload: { data: {} } });
  const { body } = await running.ask('{ userStatus(user: { username: "doc" }) { name } }');
  expect(body.data).toStrictEqual({ userStatus: { name: 'At the clock tower' } });
});

test('errors of a field come with the data, in a next', async () => {
  await using client = await connectAcknowledged(url);
  client.send(subscribe('{ nobody: userStatus(user: { username: "nobody" }) { name } __typename }'));
  expect(await client.next()).toMatchObject({
    type: 'next',
    payload: { errors: [{ extensions: { code: 'USER_NOT_FOUND' } }] },
  });
  expect(await client.next()).toStrictEqual({ id: '1', type: 'complete' });
});

describe('what never begins is an error, nothing follows it, and the connection goes on', () => {
  test.each([
    ['a document that cannot be parsed', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['no query', {}, 'BAD_USER_INPUT'],
    ['a query of the wrong type', { query: 1 }, 'BAD_USER_INPUT'],
    ['variables of the wrong type', { query: TYPES, variables: [] }, 'BAD_USER_INPUT'],
    ['a misspelt parameter', { query: TYPES, variabels: {} }, 'BAD_USER_INPUT'],
    ['an operation that is not in it', { query: TYPES, operationName: 'Other' }, undefined],
  ])('%s', async (_what, payload, code) => {
    await using client = await connectAcknowledged(url);
    client.send({ id: 'x', type: 'subscribe', payload });
    const error = await client.next();
    expect(error).toMatchObject({ id: 'x', type: 'error' });
    expect(error).toMatchObject({
      payload: [{ extensions: { code: code ?? expect.any(String), requestId: expect.any(String) } }],
    });
    expect(JSON.stringify(error)).not.toContain('"http"');
    client.send(subscribe(TYPES, 'x'));
    expect(await client.next()).toMatchObject({ id: 'x', type: 'next' });
  });
});

describe('what breaks the protocol closes the connection', () => {
  const acknowledged = async (client: RawClient) => {
    client.send(INIT);
    await client.next();
  };
  const fresh = async () => {};
  const cases: [string, (client: RawClient) => Promise<void>, (string | object)[], number, string][] = [
    ['no JSON', fresh, ['{'], 4400, 'Messages must be JSON objects'],
    ['a list', fresh, ['[]'], 4400, 'Messages must be JSON objects'],
    ['null', fresh, ['null'], 4400, 'Messages must be JSON objects'],
    ['nothing', fresh, [''], 4400, 'Messages must be JSON objects'],
    ['no type', fresh, [{}], 4400, 'Unknown type of message'],
    ['a type of servers', fresh, [{ type: 'connection_ack' }], 4400, 'Unknown type of message'],
    ['a type of the older protocol', fresh, [{ type: 'start' }], 4400, 'Unknown type of message'],
    ['a type of objects', fresh, [{ type: 'toString' }], 4400, 'Unknown type of message'],
    [
      'an init whose payload is a text',
      fresh,
      [{ ...INIT, payload: 'x' }],
      4400,
      'The payload must be an object',
    ],
    [
      'a ping whose payload is a list',
      fresh,
      [{ type: 'ping', payload: [] }],
      4400,
      'The payload must be an object',
    ],
    ['a subscribe before the init', fresh, [subscribe(TYPES)], 4401, 'Unauthorized'],
    ['a subscribe before the ack', fresh, [INIT, subscribe(TYPES)], 4401, 'Unauthorized'],
    ['a second init at once', fresh, [INIT, INIT], 4429, 'Too many initialisation requests'],
    ['a second init', acknowledged, [INIT], 4429, 'Too many initialisation requests'],
    [
      'an id that is under way',
      acknowledged,
      [subscribe('{ userStatus(user: { username: "marty" }) { name } }'), subscribe(TYPES)],
      4409,
      'Subscriber for 1 already exists',
    ],
    [
      'a subscribe without a payload',
      acknowledged,
      [{ id: '1', type: 'subscribe' }],
      4400,
      'The payload must be an object',
    ],
    [
      'an empty id',
      acknowledged,
      [subscribe(TYPES, '')],
      4400,
      'The id must be a string of 1 to 128 characters',
    ],
    [
      'a long id',
      acknowledged,
      [subscribe(TYPES, 'x'.repeat(129))],
      4400,
      'The id must be a string of 1 to 128 characters',
    ],
    [
      'a complete without an id',
      acknowledged,
      [{ type: 'complete' }],
      4400,
      'The id must be a string of 1 to 128 characters',
    ],
    ['a message that is too large', fresh, [{ type: 'ping', payload: { x: 'x'.repeat(100_000) } }], 1009, ''],
  ];
  test.each(cases)('%s', async (_what, before, messages, code, reason) => {
    await using client = await connect(url);
    await before(client);
    for (const message of messages) client.send(message);
    expect(await client.closed).toStrictEqual({ code, reason });
  });

  test('a binary message', async () => {
    await using client = await connect(url);
    client.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    expect(await client.closed).toStrictEqual({ code: 4400, reason: 'Messages must be text' });
  });

  test('text that is not UTF-8', async () => {
    await using client = await connect(url);
    client.socket.send(Buffer.from([0xff]), { binary: false });
    expect(await client.closed).toMatchObject({ code: 1007 });
  });

  test('an id of many bytes is not in the reason, which has no room for it', async () => {
    await using client = await connectAcknowledged(url);
    const id = '\u{1F552}'.repeat(64);
    client.send(subscribe('{ userStatus(user: { username: "marty" }) { name } }', id));
    client.send(subscribe(TYPES, id));
    expect(await client.closed).toStrictEqual({ code: 4409, reason: 'Subscriber already exists' });
  });

  test.each([['no subprotocol', []]])('%s', async (_what, protocols) => {
    await using client = await connect(url, { protocols });
    expect(await client.closed).toStrictEqual({ code: 4406, reason: 'Subprotocol not acceptable' });
  });

  test('another subprotocol: the connection is made and closed, and a client that insists on an answer closes it itself', async () => {
    const upgrade = request(url, {
      headers: {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
        'sec-websocket-version': '13',
        'sec-websocket-protocol': 'graphql-ws',
      },
    });
    upgrade.end();
    const [response, socket, head] = await once(upgrade, 'upgrade');
    expect(response.headers['sec-websocket-protocol']).toBeUndefined();
    const bytes: Buffer = head.length > 0 ? head : (await once(socket, 'data'))[0];
    expect(bytes.readUInt16BE(2)).toBe(4406);
    socket.destroy();
  });
});

test('too many messages at once close the connection', async () => {
  await using client = await connect(url);
  for (let sent = 0; sent < 1000; sent += 1) client.send({ type: 'pong' });
  expect(await client.closed).toStrictEqual({ code: 1008, reason: 'Too many messages' });
});

test('of 150 operations that a connection begins at once 100 are answered, and the rest refused', async () => {
  await using client = await connectAcknowledged(url);
  const query = '{ userStatus(user: { username: "marty" }) { name } }';
  for (let id = 0; id < 150; id += 1) client.send(subscribe(query, String(id)));
  const ended = new Map<string, number>();
  for (let done = 0; done < 150; ) {
    const { type, payload } = await client.next();
    const what = type === 'error' ? JSON.stringify(payload) : String(type);
    if (type === 'error')
      expect(payload).toMatchObject([
        { extensions: { code: 'OVERLOADED', retryable: true, retryAfterMs: 1000 } },
      ]);
    ended.set(type === 'error' ? 'refused' : what, (ended.get(type === 'error' ? 'refused' : what) ?? 0) + 1);
    if (type !== 'next') done += 1;
  }
  expect(ended).toStrictEqual(
    new Map([
      ['refused', 50],
      ['next', 100],
      ['complete', 100],
    ]),
  );
});

describe('who may connect', () => {
  test.each([
    ['a page of its own origin', () => new URL(url).origin],
    ['a page of an origin that may call', () => 'https://app.example'],
  ])('%s', async (_who, origin) => {
    await using client = await connectAcknowledged(url, undefined, { headers: { origin: origin() } });
    client.send(subscribe(TYPES));
    expect(await client.next()).toMatchObject({ type: 'next' });
  });

  test.each([
    ['another site', 'https://evil.example'],
    ['another port', 'http://127.0.0.1:1'],
    ['an origin that only begins as one that may call', 'https://app.example.evil.example'],
    ['one that may call, by another scheme', 'http://app.example'],
    ['no origin that it would name', 'null'],
    ['what is no origin', 'x'],
  ])('a page of %s may not: 403', async (_who, origin) => {
    expect(await refusedUpgrade(url, { headers: { origin } })).toMatchObject({
      status: 403,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      body: {
        errors: [{ extensions: { code: 'FORBIDDEN', retryable: false, requestId: expect.any(String) } }],
      },
    });
  });

  test('what is no handshake is refused: 400', async () => {
    const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const [response] = await once(request(url, { headers }).end(), 'response');
    expect(response.statusCode).toBe(400);
    expect(response.headers['sec-websocket-version']).toBe('13');
  });

  test('another version of WebSockets is refused: 426', async () => {
    expect(await refusedUpgrade(url, { protocolVersion: 8 })).toMatchObject({
      status: 426,
      headers: { 'sec-websocket-version': '13' },
    });
  });

  test.each([
    ['at another path', '/other', 404],
    ['at a path behind it', '/x', 404],
  ])('an upgrade %s is an ordinary request', async (_where, path, status) => {
    expect(await refusedUpgrade(`${url}${path}`)).toMatchObject({ status });
  });

  test('a query string does not matter', async () => {
    await using client = await connectAcknowledged(`${url}?from=here`);
    client.send(subscribe(TYPES));
    expect(await client.next()).toMatchObject({ type: 'next' });
  });
});

test('a connection goes on as a WebSocket only behind the answers that it is owed', async () => {
  const { host } = new URL(url);
  const body = JSON.stringify({ query: '{ userStatus(user: { username: "marty" }) { name } }' });
  const { socket, got } = await openRaw(url);
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}` +
      `GET /graphql HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
      'sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n',
  );
  await once(socket, 'close');
  expect(got().match(/HTTP\/1.1 \d+/g)).toHaveLength(2);
  expect(got()).toMatch(/^HTTP\/1.1 200 .*userStatus/s);
  expect(got()).not.toContain('HTTP/1.1 101');
});

test('a trusted document is run by its id', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'documents.json');
  writeFileSync(path, JSON.stringify({ types: TYPES }));
  await using gateway = await startTestGateway({ TRUSTED_DOCUMENTS: path });
  await using client = await connectAcknowledged(gateway.gateway.graphqlUrl);
  client.send({ id: '1', type: 'subscribe', payload: { documentId: 'types' } });
  expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
  expect(await client.next()).toMatchObject({ type: 'complete' });
  client.send(subscribe(TYPES));
  expect(await client.next()).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});

test('several workers take WebSockets as one does', async () => {
  await using child = await startChildGateway({ WORKERS: '2' });
  const clients = await Promise.all(Array.from({ length: 4 }, () => connectAcknowledged(child.url)));
  for (const client of clients)
    client.send(subscribe('{ userStatus(user: { username: "marty" }) { name } }'));
  for (const client of clients)
    expect(await client.next()).toMatchObject({ payload: { data: { userStatus: { name: 'Available' } } } });
}, 60_000);

describe('with tokens', () => {
  const READ = '{ userStatus(user: { username: "marty" }) { name } }';

  test.each([
    ['the header of the upgrade', (token: string) => [undefined, { authorization: token }] as const],
    ['the payload', (authorization: string) => [{ authorization }, {}] as const],
    ['the payload, as a header is written', (Authorization: string) => [{ Authorization }, {}] as const],
    ['headers in the payload', (Authorization: string) => [{ headers: { Authorization } }, {}] as const],
    [
      'the payload, over the header',
      (authorization: string) => [{ authorization }, { authorization: 'Bearer x' }] as const,
    ],
  ])('one in %s is believed', async (_where, place) => {
    await using issuer = await startTokenIssuer();
    await using gateway = await startTestGateway(issuer.variables);
    const token = `Bearer ${await issuer.sign({ scope: 'status:read' })}`;
    gateway.secrets.addHeader(token);
    const [payload, headers] = place(token);
    await using client = await connectAcknowledged(gateway.gateway.graphqlUrl, payload, { headers });
    client.send(subscribe(READ));
    expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { userStatus: {} } } });
  });

  test.each([
    ['no token', undefined],
    ['one that is not believed', { authorization: 'Bearer e30.e30.e30' }],
    ['what is no token', { authorization: 1 }],
  ])('%s closes the connection with 4403', async (_what, payload) => {
    await using issuer = await startTokenIssuer();
    await using gateway = await startTestGateway(issuer.variables);
    await using client = await connect(gateway.gateway.graphqlUrl);
    client.send({ type: 'connection_init', payload });
    expect(await client.closed).toStrictEqual({ code: 4403, reason: 'Forbidden' });
  });

  test('an operation of a token that has expired meanwhile is refused, and the connection closed with 4403', async () => {
    await using issuer = await startTokenIssuer();
    await using gateway = await startTestGateway({ ...issuer.variables, JWT_CLOCK_SKEW_SECONDS: '0' });
    const exp = Math.floor(Date.now() / 1000) + 2;
    const authorization = `Bearer ${await issuer.sign({ scope: 'status:read', exp })}`;
    await using client = await connectAcknowledged(gateway.gateway.graphqlUrl, { authorization });
    await wait(exp * 1000 - Date.now());
    client.send(subscribe(READ));
    const last = await client.next();
    expect(last).toMatchObject({ payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await client.closed).toStrictEqual({ code: 4403, reason: 'Forbidden' });
  });

  test('a stream whose token expires ends with UNAUTHENTICATED, and its connection with 4403', async () => {
    await using issuer = await startTokenIssuer();
    await using gateway = await startTestGateway({ ...issuer.variables, JWT_CLOCK_SKEW_SECONDS: '0' });
    const exp = Math.floor(Date.now() / 1000) + 2;
    const authorization = `Bearer ${await issuer.sign({ scope: 'status:read', exp })}`;
    gateway.secrets.addHeader(authorization);
    await using client = await connectAcknowledged(gateway.gateway.graphqlUrl, { authorization });
    client.send(subscribe('subscription { userStatusEvents { __typename } }'));
    expect(await client.next()).toMatchObject({ type: 'next', payload: { data: {} } });
    expect(await client.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await client.closed).toStrictEqual({ code: 4403, reason: 'Forbidden' });
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
  });

  test('a connection counts for the limits, and one too many is told when to come back', async () => {
    await using gateway = await startTestGateway({ RATE_LIMIT_PER_ADDRESS: '1' });
    await using first = await connectAcknowledged(gateway.gateway.graphqlUrl);
    await using second = await connect(gateway.gateway.graphqlUrl);
    second.send(INIT);
    const { code, reason } = await second.closed;
    expect(code).toBe(1013);
    expect(JSON.parse(reason)).toStrictEqual({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
    first.send(subscribe(TYPES));
    expect(await first.next()).toMatchObject({ payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });
});

test('credentials of the payload go upstream where credentials are forwarded', async () => {
  await using gateway = await startTestGateway({ UPSTREAM_AUTH: 'forward' });
  const authorization = `Basic ${Buffer.from('manager:manag3rpa55word').toString('base64')}`;
  gateway.secrets.addHeader(authorization);
  await using client = await connectAcknowledged(gateway.gateway.graphqlUrl, { authorization });
  client.send(subscribe('{ userStatus(user: { username: "marty" }) { name } }'));
  expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { userStatus: {} } } });
});

test('each operation is logged as a request of its own, with an id of its own', async () => {
  await using gateway = await startTestGateway();
  await using client = await connectAcknowledged(gateway.gateway.graphqlUrl, undefined, {
    headers: { 'x-request-id': 'one-for-all' },
  });
  for (const id of ['1', '2']) {
    client.send(subscribe(TYPES, id));
    await client.next();
    await client.next();
  }
  const lines = gateway
    .logged()
    .split('\n')
    .filter((line) => line.includes('"operation":"__typename"'));
  expect(lines).toHaveLength(2);
  const ids = lines.map((line) => JSON.parse(line).requestId);
  expect(new Set(ids).size).toBe(2);
  expect(ids).not.toContain('one-for-all');
});

test('a gateway that stops dismisses its sockets with 1012 and when to come back', async () => {
  await using gateway = await startTestGateway({ SHUTDOWN_GRACE_MS: '2000' });
  await using client = await connectAcknowledged(gateway.gateway.graphqlUrl);
  const closing = gateway.gateway.close();
  const { code, reason } = await client.closed;
  expect(code).toBe(1012);
  expect(JSON.parse(reason)).toStrictEqual({ retryAfterMs: expect.any(Number) });
  await closing;
});
