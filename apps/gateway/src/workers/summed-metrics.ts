import { AggregatorRegistry, Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { MetricsSnapshot, MetricsText } from '../metrics/create-metrics.ts';

/** The metrics of all workers together: what one process would show. */
export interface SummedMetrics extends MetricsText {
  /** A worker that runs has counted so much. */
  counted(worker: number, snapshot: MetricsSnapshot): void;
  /** A worker has ended: what it was known to have counted is kept, so that no counter ever falls. */
  ended(worker: number): void;
}

/** Makes a {@link SummedMetrics}; `askAll` has every worker say what it has counted, as far as it answers. */
export function createSummedMetrics(askAll: () => Promise<unknown>): SummedMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ends = new Counter({
    name: 'live_status_worker_ends_total',
    help: 'Workers that ended without being asked to.',
    registers: [registry],
  });
  /** The latest of each worker that runs. */
  const latest = new Map<number, MetricsSnapshot>();
  let kept: MetricsSnapshot = [];
  return {
    async text() {
      await askAll();
      const own = ofPrimary(await registry.getMetricsAsJSON());
      return sum([own, kept, ...latest.values()]).metrics();
    },
    contentType: registry.contentType,
    counted: (worker, snapshot) => void latest.set(worker, snapshot),
    ended(worker) {
      ends.inc();
      const last = latest.get(worker);
      latest.delete(worker);
      if (last !== undefined) kept = sum([kept, last.filter(isCount)]).getMetricsAsArray();
    },
  };
}

const sum = (snapshots: readonly MetricsSnapshot[]): Registry =>
  AggregatorRegistry.aggregate(snapshots.map((snapshot) => [...snapshot]));

/** What only grows. */
const isCount = (metric: object): boolean =>
  'type' in metric && (metric.type === 'counter' || metric.type === 'histogram');

/** The primary's own: its share of the process metrics, when it all began, and the workers that ended. */
function ofPrimary(metrics: readonly { readonly name: string }[]): MetricsSnapshot {
  return metrics.flatMap((metric) => {
    if (metric.name === 'process_start_time_seconds') return [{ ...metric, aggregator: 'first' }];
    return /^(process|live_status)_/.test(metric.name) ? [metric] : [];
  });
}
