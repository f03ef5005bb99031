import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { startChildGateway } from './child.ts';

const GRACE_MS = 3000;
const QUERY = JSON.stringify({ query: '{ userStatus(user: { username: "marty" }) { name } }' });
const STATUS = JSON.stringify({
  id: 'a',
  configurationId: 'b',
  name: 'Here',
  type: 'available',
  note: '',
  returnTime: -1,
  userCreated: false,
});

/** An upstream whose answers take a moment, so that there is always something under way. */
async function startSlowUpstream(delayMs: number) {
  const held: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    held.push(response);
    setTimeout(() => response.end(STATUS), delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    variables: {
      UPSTREAM_URL: `http://127.0.0.1:${port}/communication_manager`,
      UPSTREAM_AUTH: 'service',
      UPSTREAM_USERNAME: 'gateway',
      UPSTREAM_PASSWORD: 'secret-word',
      SHUTDOWN_GRACE_MS: String(GRACE_MS),
      LOG_LEVEL: 'warn',
    },
    asked: () => held.length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const openSocket = async (url: string, text: string) => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
};

test('under 200 requests a second, SIGTERM lets every accepted request end, whoever else keeps connections open', async () => {
  await using upstream = await startSlowUpstream(100);
  await using child = await startChildGateway(upstream.variables);
  const dispatcher = new Agent({ connections: 40, pipelining: 1 });
  const outcomes: string[] = [];
  const ask = async () => {
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await request(child.url, { method: 'POST', headers, body: QUERY, dispatcher });
      const body = await response.body.text();
      outcomes.push(`${response.statusCode} ${/"code":"(\w+)"/.exec(body)?.[1] ?? 'OK'}`);
    } catch (error) {
      outcomes.push(error instanceof Error && 'code' in error ? String(error.code) : String(error));
    }
  };
  const idle = await openSocket(child.url, '');
  // A page of several megabytes that nobody reads: an answer that does not end.
  const stream = await openSocket(child.url, 'GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/html\r\n\r\n');
  const [page] = await once(stream, 'data');
  const script = /src="([^"]+graphiql\.js)"/.exec(String(page))?.[1];
  stream.pause();
  stream.write(`GET ${script} HTTP/1.1\r\nhost: x\r\n\r\n`);

  const asked: Promise<void>[] = [];
  const timer = setInterval(() => asked.push(ask()), 5);
  await expect
    .poll(() => outcomes.filter((outcome) => outcome === '200 OK').length, { timeout: 10_000 })
    .toBeGreaterThan(100);
  const stoppedAt = performance.now();
  child.kill('SIGTERM');
  const ready = await fetch(new URL('/readyz', child.url)).then(
    ({ status }) => status,
    () => 'refused',
  );
  expect([503, 'refused']).toContain(ready);
  const code = await child.ended;
  const tookMs = performance.now() - stoppedAt;
  clearInterval(timer);
  await Promise.all(asked);
  idle.destroy();
  stream.destroy();
  await dispatcher.close();

  const kinds = new Set(outcomes);
  expect([...kinds].filter((kind) => !['200 OK', '503 OVERLOADED', 'ECONNREFUSED'].includes(kind))).toEqual(
    [],
  );
  expect(kinds).toContain('ECONNREFUSED');
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(GRACE_MS + 500);
  expect(child.logged()).not.toMatch(/Error|secret-word/);
});

test('what does not end within the grace is cut, and its call to the upstream with it', async () => {
  await using upstream = await startSlowUpstream(60_000);
  await using child = await startChildGateway({
    ...upstream.variables,
    SHUTDOWN_GRACE_MS: '500',
    UPSTREAM_TIMEOUT_MS: '30000',
    UPSTREAM_DEADLINE_MS: '30000',
  });
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(child.url, { method: 'POST', headers, body: QUERY }).then(
    () => 'answered',
    () => 'cut',
  );
  await expect.poll(upstream.asked).toBe(1);
  const stoppedAt = performance.now();
  child.kill('SIGTERM');
  expect(await answer).toBe('cut');
  expect(await child.ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(1500);
});

test('with nothing under way it is gone at once', async () => {
  await using child = await startChildGateway({ LOG_LEVEL: 'warn' });
  const stoppedAt = performance.now();
  child.kill('SIGINT');
  expect(await child.ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(1000);
});
