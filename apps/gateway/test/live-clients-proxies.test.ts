import { once } from 'node:events';
import { Agent, type IncomingMessage, request as send } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CLIENT_KINDS } from './live-client-kinds.ts';
import { Picture, WATCH_AFTER } from './live-client-picture.ts';
import { startCuttingProxy } from './live-client-proxy.ts';
import { startReverseProxy } from './live-client-reverse-proxy.ts';
import { startSteppedUpstream } from './live-client-upstream.ts';
import { startTestGateway } from './running.ts';
import { startTokenIssuer } from './token-issuer.ts';

const WITHIN_MS = 5000;
/** Heartbeats of docs/live.md. */
const BEAT_EVERY_MS = 12_000;
/** What stands for that here: everything is so many times faster. */
const BEAT_MS = 150;
/** What common proxies have. */
const IDLE_MS = (30_000 / BEAT_EVERY_MS) * BEAT_MS;

const DIRECT = ['graphql-ws', 'graphql-sse', 'graphql-sse with one connection, that resumes', 'EventSource'];
const kinds = CLIENT_KINDS.filter(({ title }) => DIRECT.includes(title));

/** Has statuses set one after another, with time between in which nothing happens but beats. */
async function watchThrough(
  watch: (url: string, picture: Picture) => () => void,
  { idleMs, between }: { readonly idleMs?: number; readonly between: () => Promise<void> },
): Promise<{ readonly picture: Picture; readonly cut: number; readonly seen: boolean }> {
  await using upstream = await startSteppedUpstream();
  await using running = await startTestGateway(upstream.variables);
  await using proxy = await startReverseProxy(
    running.gateway.graphqlUrl,
    idleMs === undefined ? {} : { idleMs },
  );
  const picture = new Picture();
  const end = watch(proxy.url, picture);
  const until = (isWanted: () => boolean) => picture.until(isWanted, AbortSignal.timeout(WITHIN_MS));
  await until(() => picture.snapshots === 1);
  await upstream.set('marty');
  await until(() => picture.shown()['marty'] === upstream.shown()['marty']);
  await between();
  const cut = proxy.cut();
  await upstream.set('doc');
  const seen = await until(() => picture.shown()['doc'] === upstream.shown()['doc']).then(
    () => true,
    () => false,
  );
  end();
  return { picture, cut, seen };
}

describe.each(kinds)('behind a proxy, $title', ({ watch }) => {
  test('is told everything at once, where that buffers nothing', async () => {
    const { picture } = await watchThrough(watch, { between: async () => {} });
    expect(picture.kinds).toEqual(['Snapshot', 'Changed', 'Changed']);
  });

  describe('that cuts what is silent for 30 s,', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
    afterEach(() => void vi.useRealTimers());
    const time = (ms: number) =>
      new Promise<void>((resolve) => {
        setTimeout(resolve, ms);
      });

    test('stays connected by heartbeats alone', async () => {
      const { picture, cut } = await watchThrough(watch, {
        idleMs: IDLE_MS,
        async between() {
          for (let beat = 0; beat < 10; beat += 1) {
            await time(BEAT_MS);
            vi.advanceTimersByTime(BEAT_EVERY_MS);
          }
        },
      });
      expect(cut).toBe(0);
      expect(picture.kinds).toEqual(['Snapshot', 'Changed', 'Changed']);
    });

    test('is cut without them, and comes back', async () => {
      const { cut, seen } = await watchThrough(watch, { idleMs: IDLE_MS, between: () => time(2 * IDLE_MS) });
      expect(cut).toBeGreaterThan(0);
      expect(seen).toBe(true);
    });
  });
});

const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };

describe('a connection of HTTP/1.1', () => {
  /** Asks by way of an agent; resolves with all that was answered. */
  async function ask(agent: Agent, url: string, body: object, more: object = {}): Promise<string> {
    const request = send(url, { method: 'POST', agent, headers: { ...headers, ...more } });
    request.end(JSON.stringify(body));
    const [response] = await once(request, 'response');
    return readAll(response);
  }
  const readAll = async (response: IncomingMessage) => Buffer.concat(await response.toArray()).toString();

  test('serves further requests when a stream on it has ended', async () => {
    await using issuer = await startTokenIssuer();
    await using running = await startTestGateway({ ...issuer.variables, JWT_CLOCK_SKEW_SECONDS: '0' });
    await using proxy = await startCuttingProxy(running.gateway.graphqlUrl);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const bearer = async (seconds: number) => {
      const exp = Math.floor(Date.now() / 1000) + seconds;
      return { authorization: `Bearer ${await issuer.sign({ scope: 'status:read', exp })}` };
    };
    const query = '{ statusTypes { label } }';
    const stream = await ask(agent, proxy.url, { query: WATCH_AFTER }, await bearer(2));
    expect(stream).toMatch(/UserStatusSnapshot[\s\S]*UNAUTHENTICATED[\s\S]*event: complete\ndata:\n\n$/);
    const answer = await ask(
      agent,
      proxy.url,
      { query },
      { ...(await bearer(60)), accept: 'application/json' },
    );
    expect(answer).toMatch(/^\{"data":/);
    expect(await ask(agent, proxy.url, { query }, await bearer(60))).toMatch(/event: complete/);
    const another = await ask(agent, proxy.url, { query: WATCH_AFTER }, await bearer(2));
    expect(another).toContain('UserStatusSnapshot');
    expect(proxy.connections()).toBe(1);
    agent.destroy();
  });
});

test('a client of HTTP/1.0 is streamed to until its connection ends, in no chunks', async () => {
  await using upstream = await startSteppedUpstream();
  await using running = await startTestGateway(upstream.variables);
  const { hostname, port } = new URL(running.gateway.graphqlUrl);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ query: WATCH_AFTER });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /graphql HTTP/1.0\r\n${lines.join('')}content-length: ${body.length}\r\n\r\n${body}`);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await expect.poll(() => text, { timeout: WITHIN_MS }).toContain('UserStatusSnapshot');
  await upstream.set('marty');
  await expect.poll(() => text, { timeout: WITHIN_MS }).toContain('UserStatusChanged');
  const closed = once(socket, 'close');
  await running.gateway.close();
  await closed;
  const [head = '', ...frames] = text.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/);
  expect(head).not.toMatch(/transfer-encoding|content-length/i);
  expect(frames.join()).toMatch(/^:\n\nevent: next\nid: [^\n]+\ndata: \{[^\n]+\n\nevent: next\n/);
  expect(frames.join()).toMatch(/\n\nretry: \d+\n\n$/);
});
