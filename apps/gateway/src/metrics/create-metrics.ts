import type { AttemptEvent, BreakerState, ClientHooks } from '@live-status/rest-client';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { createLiveMetrics, type LiveMetrics } from './create-live-metrics.ts';

/** One GraphQL request that was answered. */
export interface AnsweredRequest {
  /** A bounded name: never one that the caller chose. */
  readonly operation: string;
  /** The codes of its errors; none where it had none. */
  readonly codes: readonly string[];
  /** How long it took; undefined for a stream, which lasts as long as it likes. */
  readonly seconds: number | undefined;
}

/** The page that Prometheus reads. */
export interface MetricsText {
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** The metrics of one process as data: they can be added up with those of others. */
export type MetricsSnapshot = readonly object[];

/** What one gateway counts, for Prometheus. */
export interface Metrics extends MetricsText {
  /** For the REST client. */
  readonly hooks: ClientHooks;
  readonly live: LiveMetrics;
  /** How many requests are being answered now. */
  underWay(count: number): void;
  answered(request: AnsweredRequest): void;
  snapshot(): Promise<MetricsSnapshot>;
}

const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Makes the metrics of one gateway, with those of its process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'live_status_graphql_requests_total',
    help: 'GraphQL requests by root field and code; OK where there was no error.',
    labelNames: ['operation', 'code'],
    registers,
  });
  const durations = new Histogram({
    name: 'live_status_graphql_request_duration_seconds',
    help: 'How long GraphQL requests took.',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  });
  const inFlight = new Gauge({
    name: 'live_status_graphql_requests_in_flight',
    help: 'Requests under way.',
    registers,
  });
  const live = createLiveMetrics(registers);
  return {
    hooks: { ...upstreamHooks(registers), ...live.hooks },
    live,
    underWay: (count) => inFlight.set(count),
    answered({ operation, codes, seconds }) {
      if (seconds !== undefined) durations.observe({ operation }, seconds);
      for (const code of codes.length === 0 ? ['OK'] : new Set(codes)) requests.inc({ operation, code });
    },
    snapshot: () => registry.getMetricsAsJSON(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function upstreamHooks(registers: Registry[]): ClientHooks {
  const attempts = new Counter({
    name: 'live_status_upstream_attempts_total',
    help: 'Attempts of calls to the upstream by what came of them.',
    labelNames: ['operation', 'attempt', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'live_status_upstream_attempt_duration_seconds',
    help: 'How long attempts took.',
    labelNames: ['operation', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'live_status_upstream_retries_total',
    help: 'Attempts that were made again, by why.',
    labelNames: ['operation', 'code'],
    registers,
  });
  const breaker = new Gauge({
    name: 'live_status_upstream_breaker_state',
    help: 'Whether the upstream is called (0), tried once (1) or left alone (2).',
    // Of several workers the one that is worst off is shown.
    aggregator: 'max',
    registers,
  });
  const shared = new Counter({
    name: 'live_status_upstream_shared_reads_total',
    help: 'Reads that shared a call that was already under way.',
    registers,
  });
  return {
    onAttempt({ operation, attempt, code, durationMs }: AttemptEvent) {
      const outcome = code ?? 'OK';
      attempts.inc({ operation, attempt: attempt === 1 ? 'first' : 'repeated', outcome });
      durations.observe({ operation, outcome }, durationMs / 1000);
    },
    onRetry: ({ operation, code }) => retries.inc({ operation, code }),
    onBreakerChange: ({ state }) => breaker.set(BREAKER[state]),
    onShare: () => shared.inc(),
  };
}
