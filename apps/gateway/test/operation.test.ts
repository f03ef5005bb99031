import { readFileSync } from 'node:fs';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { listen } from '../src/listen.ts';
import { createSummedMetrics } from '../src/workers/summed-metrics.ts';
import { startTestGateway } from './running.ts';

const READ = '{ userStatus(user: { username: "marty" }) { name } }';
const get = async (url: string | URL) => {
  const response = await fetch(url);
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe('metrics', () => {
  test('requests are counted by root field and code, attempts by what came of them', async () => {
    await using running = await startTestGateway();
    await running.ask(READ);
    await running.ask('query AnyNameOfTheCaller { a: userStatus(user: { username: "biff" }) { name } }');
    await running.ask(`{ statusTypes { label } ...F } fragment F on Query { ${READ.slice(2, -2)} }`);
    await running.ask('{ __schema { types { name } } }');
    await running.ask('{');
    const { text, headers } = await get(running.gateway.metricsUrl ?? '');
    expect(headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'live_status_graphql_requests_total{operation="userStatus",code="OK"} 1',
      'live_status_graphql_requests_total{operation="userStatus",code="NOT_LICENSED"} 1',
      'live_status_graphql_requests_total{operation="several",code="OK"} 1',
      'live_status_graphql_requests_total{operation="introspection",code="OK"} 1',
      'live_status_graphql_requests_total{operation="invalid",code="GRAPHQL_PARSE_FAILED"} 1',
      'live_status_upstream_attempts_total{operation="read",attempt="first",outcome="OK"} 2',
      'live_status_upstream_attempts_total{operation="read",attempt="first",outcome="NOT_LICENSED"} 1',
      'live_status_upstream_breaker_state 0',
    ])
      expect(text).toContain(line);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).not.toMatch(/AnyNameOfTheCaller|marty|biff/);
  });

  test('reads that share a call are counted', async () => {
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const upstream = await listen(
      (_request, response) => void both.then(() => response.writeHead(403).end()),
      '127.0.0.1',
      0,
    );
    await using running = await startTestGateway({ ...remote(upstream.origin) });
    const answers = [running.ask(READ), running.ask(READ)];
    const shared = async () => (await get(running.gateway.metricsUrl ?? '')).text;
    await expect.poll(shared).toContain('live_status_upstream_shared_reads_total 1');
    resolve();
    await Promise.all(answers);
    await upstream.close(0);
  });

  test('dashboard, alerts and documentation name metrics that there are', async () => {
    await using running = await startTestGateway();
    await running.ask(READ);
    const { text } = await get(running.gateway.metricsUrl ?? '');
    const ofSeveral = await createSummedMetrics(async () => undefined).text();
    const known = [...`${text}\n${ofSeveral}`.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    for (const path of [
      'deploy/grafana-dashboard.json',
      'deploy/prometheus-alerts.yml',
      'docs/operations.md',
    ]) {
      const file = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
      const named = file.match(/\b(live_status|nodejs|process)_\w+/g) ?? [];
      const names = named.map((name) => name.replace(/_bucket$/, '')).filter((name) => !name.endsWith('_'));
      expect(names.length, path).toBeGreaterThan(5);
      expect(known, path).toEqual(expect.arrayContaining(names));
    }
  });

  test('with a port of their own they are nowhere else', async () => {
    await using running = await startTestGateway({ METRICS_PORT: '0' });
    const { metricsUrl = '', graphqlUrl } = running.gateway;
    expect(new URL(metricsUrl).port).not.toBe(new URL(graphqlUrl).port);
    expect((await get(metricsUrl)).status).toBe(200);
    expect((await get(new URL('/metrics', graphqlUrl))).status).toBe(404);
    expect((await get(new URL('/graphql', metricsUrl))).status).toBe(404);
  });
});

const remote = (origin: string) => ({
  UPSTREAM_URL: `${origin}/communication_manager`,
  UPSTREAM_AUTH: 'service',
  UPSTREAM_USERNAME: 'gateway',
  UPSTREAM_PASSWORD: 'own-secret-4711',
  UPSTREAM_TIMEOUT_MS: '300',
  UPSTREAM_DEADLINE_MS: '300',
});

describe('health', () => {
  test('probes at the same time ask the upstream once; strangers learn nothing else', async () => {
    let asked = 0;
    const upstream = await listen(
      (_request, response) => {
        asked += 1;
        response.writeHead(404).end();
      },
      '127.0.0.1',
      0,
    );
    await using running = await startTestGateway(remote(upstream.origin));
    const url = new URL('/readyz', running.gateway.graphqlUrl);
    const probes = await Promise.all(Array.from({ length: 20 }, () => get(url)));
    expect(probes.map(({ status, text }) => [status, text])).toEqual(
      Array.from({ length: 20 }, () => [200, '{"status":"ready"}']),
    );
    expect(asked).toBe(1);
    await upstream.close(0);
  });

  test('an open breaker is not ready, and the log says why', async () => {
    const upstream = await listen((_request, response) => void response.writeHead(500).end(), '127.0.0.1', 0);
    await using running = await startTestGateway(remote(upstream.origin));
    for (let i = 0; i < 12; i += 1) await running.ask(READ);
    const { status, text } = await get(new URL('/readyz', running.gateway.graphqlUrl));
    expect([status, text]).toEqual([503, '{"status":"not ready"}']);
    expect(running.logged()).toContain('the breaker is open');
    await upstream.close(0);
  });
});

describe('traces', () => {
  const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  async function startCollector() {
    const batches: string[] = [];
    const { origin, close } = await listen(
      async (request, response) => {
        batches.push(await readText(request));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      },
      '127.0.0.1',
      0,
    );
    return { origin, batches, close };
  }

  test("a request's span continues the caller's trace, and the upstream's continues it", async () => {
    const collector = await startCollector();
    const sent: (string | undefined)[] = [];
    const upstream = await listen(
      (request, response) => {
        sent.push(String(request.headers['traceparent']));
        response.writeHead(403).end();
      },
      '127.0.0.1',
      0,
    );
    const running = await startTestGateway({
      ...remote(upstream.origin),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
    });
    await running.ask(READ, {}, { traceparent: PARENT });
    await running[Symbol.asyncDispose]();
    expect(sent).toEqual([expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)]);
    const { resourceSpans } = JSON.parse(collector.batches.join());
    const spans = resourceSpans[0].scopeSpans[0].spans;
    expect(spans).toMatchObject([
      { name: 'getStatus', traceId: PARENT.slice(3, 35), spanId: sent[0]?.slice(36, 52) },
      { name: 'graphql userStatus', traceId: PARENT.slice(3, 35), parentSpanId: PARENT.slice(36, 52) },
    ]);
    expect(spans[0].parentSpanId).toBe(spans[1].spanId);
    running.secrets.expectNoneIn('the traces', collector.batches.join());
    expect(collector.batches.join()).not.toContain('marty');
    await collector.close(0);
    await upstream.close(0);
  });

  test('without an endpoint nothing is traced, and traceparent does not go upstream', async () => {
    const sent: unknown[] = [];
    const upstream = await listen(
      (request, response) => {
        sent.push(request.headers['traceparent']);
        response.writeHead(403).end();
      },
      '127.0.0.1',
      0,
    );
    await using running = await startTestGateway(remote(upstream.origin));
    await running.ask(READ, {}, { traceparent: PARENT });
    expect(sent).toEqual([undefined]);
    await upstream.close(0);
  });

  test('a collector that cannot be reached delays no answer', async () => {
    await using running = await startTestGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect((await running.ask(READ)).body).toEqual({ data: { userStatus: { name: 'Available' } } });
  });
});
