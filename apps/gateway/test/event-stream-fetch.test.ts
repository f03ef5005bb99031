import { createStatusClient } from '@live-status/rest-client';
import { expect, test } from 'vitest';
import { createGateway, createLogger } from '../src/index.ts';
import { startDoor } from './event-stream-door.ts';
import { readStream } from './event-stream-reader.ts';
import { handingOver } from './web-socket-door.ts';

const ask = (init: RequestInit = {}) =>
  new Request('http://gateway.example/graphql', {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: '{"query":"subscription { it }"}',
    ...init,
  });
const respond = async (answering: Promise<Response> | undefined): Promise<Response> =>
  (await answering) ?? new Response('for another door', { status: 404 });

test('a request gets a response whose body is the stream', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await using reader = await readStream(respond(door.fetch(ask())));
  expect([reader.status, reader.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  const stream = await opened();
  stream.tell({ it: 1 });
  expect(await reader.next()).toEqual({ event: 'next', data: '{"data":{"it":1}}' });
  stream.end();
  expect(await reader.rest()).toEqual([{ event: 'complete', data: '' }]);
  expect([door.observed.length, door.open()]).toEqual([1, 0]);
});

test('nothing is asked of a stream that nobody pulls', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  const response = await respond(door.fetch(ask()));
  const stream = await opened();
  for (const it of [1, 2, 3]) stream.tell({ it });
  door.beat();
  const reader = response.body?.getReader();
  expect(stream.asked()).toBe(0);
  await reader?.read();
  await expect.poll(() => stream.asked()).toBe(1);
  await reader?.cancel();
});

test.each([
  ['whose body is cancelled', async (response: Response) => response.body?.cancel()],
  ['that is aborted', async (_response: Response, controller: AbortController) => controller.abort()],
])('a request %s ends the stream', async (_what, end) => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  const controller = new AbortController();
  const response = await respond(door.fetch(ask({ signal: controller.signal })));
  const stream = await opened();
  await end(response, controller);
  await stream.left;
  expect([door.observed.length, door.open()]).toEqual([1, 0]);
});

test('who had aborted before there was a stream gets none', async () => {
  const { open, opened } = handingOver();
  await using door = await startDoor(open);
  await respond(door.fetch(ask({ signal: AbortSignal.abort() })));
  await opened();
  await expect.poll(() => [door.observed.length, door.open()]).toEqual([1, 0]);
});

test('a stream is dismissed', async () => {
  const { open } = handingOver();
  await using door = await startDoor(open);
  await using reader = await readStream(respond(door.fetch(ask())));
  door.dismissAll(0);
  expect(await reader.rest()).toEqual([{ retry: expect.any(String) }]);
});

test.each([
  [
    'of another path',
    new Request('http://gateway.example/other', { headers: { accept: 'text/event-stream' } }),
  ],
  ['that accepts no stream', new Request('http://gateway.example/graphql')],
])('a request %s is for another door', async (_what, request) => {
  await using door = await startDoor(async () => ({ data: {} }));
  expect(door.fetch(request)).toBeUndefined();
});

test("a gateway's own fetch leads there: who accepts a stream gets one, and others what they always got", async () => {
  await using client = createStatusClient({ baseUrl: 'http://127.0.0.1:9' });
  const gateway = createGateway({
    client,
    log: createLogger('silent', process.stderr),
    upstreamAuth: 'forward',
    graphiql: false,
    introspection: false,
    queryLimits: { maxDepth: 9, maxAliases: 9, maxDirectives: 9, maxTokens: 999, maxCost: 9 },
    rateLimits: { perCaller: undefined, perAddress: undefined },
    trustedProxies: 0,
    maxRequests: 10,
    subscriptionLimits: { max: 10, maxPerCaller: undefined },
  });
  const body = '{"query":"{ __typename }"}';
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  await using reader = await readStream(gateway.fetch(ask({ body })));
  expect(await reader.rest()).toMatchObject([
    { data: '{"data":{"__typename":"Query"}}' },
    { event: 'complete' },
  ]);
  const response = await gateway.fetch(ask({ body, headers }));
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});
