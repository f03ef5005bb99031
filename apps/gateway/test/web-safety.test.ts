import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRaw } from './attacks.ts';
import { startTestGateway, type TestGateway } from './running.ts';

const QUERY = '{ statusTypes { type } }';
const MUTATION =
  'mutation { setUserStatus(input: { user: { username: "marty" }, name: "x", type: AWAY }) { clientMutationId } }';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway({ CORS_ORIGINS: 'https://app.example' });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

const send = (init: RequestInit, path = '') => fetch(`${running.gateway.graphqlUrl}${path}`, init);

describe('what another page could send without asking first is refused', () => {
  test.each([
    ['a form', 'application/x-www-form-urlencoded', new URLSearchParams({ query: MUTATION }).toString()],
    ['a multipart form', 'multipart/form-data; boundary=x', '--x--'],
    ['plain text', 'text/plain', JSON.stringify({ query: MUTATION })],
    ['a bare document', 'application/graphql', MUTATION],
  ])('%s: 415', async (_what, contentType, body) => {
    const response = await send({ method: 'POST', headers: { 'content-type': contentType }, body });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('a GET query without a header that forces a preflight: 403', async () => {
    const response = await send({}, `?query=${encodeURIComponent(QUERY)}`);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of this site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
  ])('a GET query from %s is refused even where it accepts JSON: 403', async (_what, more) => {
    const headers = { accept: 'application/json', ...more };
    const response = await send({ headers }, `?query=${encodeURIComponent(QUERY)}`);
    expect(response.status).toBe(403);
  });

  test('a GET mutation: 405', async () => {
    const headers = { 'graphql-require-preflight': '1' };
    const response = await send({ headers }, `?query=${encodeURIComponent(MUTATION)}`);
    expect(response.status).toBe(405);
  });
});

test.each([
  ['with such a header', { 'graphql-require-preflight': '1' }],
  ['of a program that accepts JSON', { accept: 'application/graphql-response+json' }],
  ['of the same origin that accepts JSON', { accept: 'application/json', 'sec-fetch-site': 'same-origin' }],
])('a GET query %s is answered', async (_what, headers) => {
  const response = await send({ headers }, `?query=${encodeURIComponent(QUERY)}`);
  expect(response.status).toBe(200);
});

test.each([
  ['https://app.example', true],
  ['https://evil.example', false],
  ['null', false],
])('CORS: whether %s may read the answer: %s', async (origin, allowed) => {
  const headers = { 'content-type': 'application/json', origin };
  const response = await send({ method: 'POST', headers, body: JSON.stringify({ query: QUERY }) });
  expect(response.headers.get('access-control-allow-origin') === origin).toBe(allowed);
});

test('a body over 100 kB is refused with 413', async () => {
  const { status, body } = await running.ask(`${QUERY} # ${'x'.repeat(100_001)}`);
  expect(status).toBe(413);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a batch is refused', async () => {
  const headers = { 'content-type': 'application/json' };
  const response = await send({ method: 'POST', headers, body: JSON.stringify([{ query: QUERY }]) });
  expect(response.status).toBe(400);
});

test('what is no JSON is refused with 400', async () => {
  const response = await send({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
  expect(response.status).toBe(400);
  const text = await response.text();
  expect(text).toContain('BAD_USER_INPUT');
  expect(text).not.toContain('originalError');
});

test.each([
  ['variables', '{bad'],
  ['variables', '%7B%22a%22%3A'],
  ['extensions', '{'],
])('a GET query whose %s is %s is refused with 400, and which it was is said', async (name, value) => {
  const headers = { accept: 'application/json' };
  const response = await send({ headers }, `?query=${encodeURIComponent(QUERY)}&${name}=${value}`);
  expect(response.status).toBe(400);
  const message = `The parameter "${name}" must be a JSON object; got what is not JSON.`;
  expect(await response.json()).toMatchObject({
    errors: [{ message, extensions: { code: 'BAD_USER_INPUT', retryable: false } }],
  });
});

const post = (text: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') =>
  send({ method: 'POST', headers: { 'content-type': contentType }, body: text });

test.each(['application/json', 'Application/JSON', 'application/json ;charset=utf-8'])(
  'a byte order mark before the JSON of a POST (%s) is passed over',
  async (contentType) => {
    const response = await post(`\uFEFF${JSON.stringify({ query: '{ __typename }' })}`, contentType);
    expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  },
);

test.each(['variabels', 'operationname', 'x'])(
  'a parameter that nobody knows is refused by its name: %s',
  async (name) => {
    const response = await post(JSON.stringify({ query: QUERY, [name]: {} }));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`Unexpected parameter \\"${name}\\" in the request body.`);
  },
);

test('a body that is not UTF-8 is refused, not guessed', async () => {
  const response = await post(new Uint8Array(Buffer.from(JSON.stringify({ query: '# é' }), 'latin1')));
  expect(response.status).toBe(400);
});

test.each([
  ['a host that is none', 'GET /livez HTTP/1.1\r\nhost: a b\r\n', /^HTTP\/1\.1 400 .*BAD_USER_INPUT/s],
  ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nhost: x\r\n', /^HTTP\/1\.1 400 .*BAD_USER_INPUT/s],
  ['a target with a host', 'GET http://other.example/livez HTTP/1.1\r\nhost: x\r\n', /^HTTP\/1\.1 200 /],
  [
    'too long a path',
    `GET /graphql?query=${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n`,
    /^HTTP\/1\.1 431 .*by POST/s,
  ],
  ['what is no HTTP', 'nonsense\r\n', /^HTTP\/1\.1 400 .*BAD_USER_INPUT/s],
])('%s is answered as HTTP says, without a stack', async (_what, head, expected) => {
  const { socket, got } = await openRaw(running.gateway.graphqlUrl);
  socket.write(`${head}connection: close\r\n\r\n`);
  await once(socket, 'close');
  expect(got()).toMatch(expected);
  expect(got()).not.toMatch(/node_modules|\.[jt]s:/);
});

test('an answer to who asked for the end of the connection ends it, whatever media type it has', async () => {
  const { socket, got } = await openRaw(running.gateway.graphqlUrl);
  const body = JSON.stringify({ query: '{ __typename }' });
  const headers = [
    'host: x',
    'content-type: application/json',
    'accept: text/event-stream',
    'connection: close',
  ];
  socket.write(
    `POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await once(socket, 'close');
  expect(got()).toMatch(/^connection: close\r$/im);
});

test('an x-request-id that could forge a log line is replaced', async () => {
  const { headers } = await running.ask(QUERY, {}, { 'x-request-id': 'a "b" c' });
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['/livez', 'alive'],
  ['/readyz', 'ready'],
])('%s answers', async (path, status) => {
  const response = await fetch(new URL(path, running.gateway.graphqlUrl));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status });
});
