import type { RequestListener } from 'node:http';
import type { Metrics } from './create-metrics.ts';

/** Answers GET /metrics, and nothing else: for a port of its own. */
export function createMetricsListener(metrics: Metrics): RequestListener {
  return async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.text());
  };
}
