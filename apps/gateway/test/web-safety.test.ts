import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
