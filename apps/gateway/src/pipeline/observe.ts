import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { RequestRecord } from './request-record.ts';

/** Logs one line about a request that is answered, without header, variable or query string; counts it, and ends its span. */
export function observe(
  record: RequestRecord,
  status: number,
  log: Logger,
  metrics: Metrics | undefined,
): void {
  const { requestId, takenAt, label, codes, span, incoming } = record;
  const durationMs = Date.now() - takenAt.getTime();
  const line = {
    requestId,
    method: incoming.method,
    path: incoming.path,
    status,
    operation: label,
    codes: codes.length === 0 ? undefined : [...new Set(codes)],
    durationMs,
  };
  const isProbe = label === undefined && status < 300;
  const lines = log.plain ?? log;
  lines[isProbe ? 'debug' : 'info'](line, endOf(record));
  if (label === undefined) return;
  metrics?.answered({ operation: label, codes, seconds: record.isStream ? undefined : durationMs / 1000 });
  span?.end(label, codes);
}

function endOf({ isStream, incoming }: RequestRecord): string {
  if (isStream) return 'stream ended';
  return incoming.signal.aborted ? 'aborted by the caller' : 'answered';
}
