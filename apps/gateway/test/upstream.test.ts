import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import { describe, expect, test } from 'vitest';
import { listen } from '../src/listen.ts';
import { startTestGateway, temporaryFolder } from './running.ts';

const READ = '{ userStatus(user: { username: "marty" }) { name } }';
const SET =
  'mutation { setUserStatus(input: { user: { username: "marty" }, name: "Lunch", type: AWAY }) { clientMutationId } }';
const basic = (password: string) => ({
  authorization: `Basic ${btoa(`${DEMO_CREDENTIALS.username}:${password}`)}`,
});

test('a status outlives a stop and a start', async () => {
  using folder = temporaryFolder();
  const DATA_FILE = join(folder.path, 'kept.db');
  const first = await startTestGateway({ DATA_FILE });
  const set = await first.ask(SET);
  await first[Symbol.asyncDispose]();
  await using second = await startTestGateway({ DATA_FILE });
  const read = await second.ask(READ);
  expect(set.body.errors).toBeUndefined();
  expect(read.body).toEqual({ data: { userStatus: { name: 'Lunch' } } });
});

describe('with UPSTREAM_AUTH=forward', () => {
  test.each([
    ["the caller's credentials go upstream", basic(DEMO_CREDENTIALS.password), undefined],
    ['wrong ones are UNAUTHENTICATED', basic('wrong'), { code: 'UNAUTHENTICATED', upstreamStatus: 401 }],
    ['none are UNAUTHENTICATED', {}, { code: 'UNAUTHENTICATED' }],
  ])('%s, and never into the log', async (_what, headers, extensions) => {
    await using running = await startTestGateway({ UPSTREAM_AUTH: 'forward' });
    const { status, body } = await running.ask(READ, {}, headers);
    expect(status).toBe(200);
    if (extensions === undefined) expect(body).toEqual({ data: { userStatus: { name: 'Available' } } });
    else expect(body).toMatchObject({ data: { userStatus: null }, errors: [{ extensions }] });
    for (const secret of Object.values(headers)) expect(running.logged()).not.toContain(secret.slice(6));
  });

  test('a write without credentials says that nothing was applied', async () => {
    await using running = await startTestGateway({ UPSTREAM_AUTH: 'forward' });
    const { body } = await running.ask(SET);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', outcome: 'NOT_APPLIED' });
  });
});

async function withUpstream(listener: RequestListener) {
  const upstream = await listen(listener, '127.0.0.1', 0);
  const running = await startTestGateway({
    UPSTREAM_URL: `${upstream.origin}/communication_manager`,
    UPSTREAM_AUTH: 'service',
    UPSTREAM_USERNAME: 'gateway',
    UPSTREAM_PASSWORD: 'hunter2secret',
    UPSTREAM_TIMEOUT_MS: '300',
    UPSTREAM_DEADLINE_MS: '500',
  });
  return {
    running,
    upstream,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await upstream.close(0);
    },
  };
}

test("the gateway's own credentials refused: UPSTREAM_AUTH_FAILED, logged as an error without them", async () => {
  await using at = await withUpstream((_request, response) => response.writeHead(401).end());
  const { body } = await at.running.ask(READ);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_AUTH_FAILED', upstreamStatus: 401 });
  expect(at.running.logged()).toContain('"level":50');
  expect(at.running.logged()).not.toContain('hunter2secret');
});

test('a write without an answer: its outcome is UNKNOWN and nobody is told to repeat it', async () => {
  await using at = await withUpstream(() => {});
  const { status, body } = await at.running.ask(SET);
  expect(status).toBe(200);
  const extensions = { code: 'UPSTREAM_TIMEOUT', outcome: 'UNKNOWN', retryable: false };
  expect(body.errors?.[0]?.extensions).toMatchObject(extensions);
});

test('one failed field does not spoil its sibling', async () => {
  await using at = await withUpstream((_request, response) => response.writeHead(404).end());
  const { status, body } = await at.running.ask(`{ statusTypes { wireName } ${READ.slice(1)}`);
  expect(status).toBe(200);
  expect(body.data?.['statusTypes']).toHaveLength(11);
  expect(body.data?.['userStatus']).toBeNull();
});

test('an unreachable upstream: /readyz is 503, and a query says UPSTREAM_UNREACHABLE', async () => {
  const at = await withUpstream(() => {});
  await at.upstream.close(0);
  const ready = await fetch(new URL('/readyz', at.running.gateway.graphqlUrl));
  expect(ready.status).toBe(503);
  const { body } = await at.running.ask(READ);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNREACHABLE', retryable: true });
  await at.running[Symbol.asyncDispose]();
});

test('a caller who goes away ends the call to the upstream', async () => {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
  await using at = await withUpstream((request) => {
    request.on('close', resolve);
    onAsked();
  });
  const caller = new AbortController();
  const answer = fetch(at.running.gateway.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: SET }),
    signal: caller.signal,
  });
  await asked;
  caller.abort();
  await expect(answer).rejects.toThrow();
  await gone;
});
