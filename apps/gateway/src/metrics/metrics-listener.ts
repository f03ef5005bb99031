import type { RequestListener } from 'node:http';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { listen } from '../listen.ts';
import { listenAt } from '../start-error.ts';
import type { MetricsText } from './create-metrics.ts';

/** Shows the metrics on a port of their own, where they are to have one, and says at which URL; `started` ends it. */
export async function startMetricsListener(
  config: GatewayConfig,
  metrics: MetricsText | undefined,
  started: AsyncDisposableStack,
): Promise<string | undefined> {
  if (config.metrics.kind !== 'own' || metrics === undefined) return undefined;
  const { host, port } = config.metrics;
  const listener = createMetricsListener(metrics);
  const { origin, close } = await listenAt('METRICS_PORT', host, port, () => listen(listener, host, port));
  started.defer(() => close(0));
  return `${origin}/metrics`;
}

/** Answers GET /metrics, and nothing else. */
function createMetricsListener(metrics: MetricsText): RequestListener {
  return async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.text());
  };
}
