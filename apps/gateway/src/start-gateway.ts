import { assembleGateway } from './assemble-gateway.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import type { GatewayOptions } from './create-gateway.ts';
import { listen } from './listen.ts';
import type { Logger } from './logger.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { startMetricsListener } from './metrics/metrics-listener.ts';
import { startUpstream } from './start-embedded.ts';
import { listenAt } from './start-error.ts';

/** A gateway that runs. */
export interface RunningGateway extends AsyncDisposable {
  /** Where GraphQL is. */
  readonly graphqlUrl: string;
  /** The embedded REST server's URL, up to and including `communication_manager`; undefined with a remote one. */
  readonly restUrl: string | undefined;
  /** Where the metrics are, where they are anywhere. */
  readonly metricsUrl: string | undefined;
  /** Takes no more requests, lets those under way end within the grace, and closes everything. */
  close(): Promise<void>;
}

/**
 * Starts the gateway, and the embedded REST server unless there is a remote one. With several `workers` it starts as many
 * processes, which answer; what they log goes to the standard error of this one.
 *
 * @throws StartError in one line: a port is taken, or the data file cannot be used. Nothing is left running.
 */
export async function startGateway(
  config: GatewayConfig,
  log: Logger,
  { hasPlainDoor }: Pick<GatewayOptions, 'hasPlainDoor'> = {},
): Promise<RunningGateway> {
  if (config.workers > 1) {
    const { startWorkers } = await import('./workers/start-workers.ts');
    return startWorkers(config, log);
  }
  await using started = new AsyncDisposableStack();
  const { baseUrl, restUrl, known } = await startUpstream(config, log, started);
  const metrics = config.metrics.kind === 'off' ? undefined : createMetrics();
  const gateway = await assembleGateway(config, { baseUrl, known, log, metrics, hasPlainDoor }, started);
  const ownUrl = await startMetricsListener(config, metrics, started);
  const http = await listenAt('PORT', config.host, config.port, () =>
    listen(gateway.listener, config.host, config.port, gateway.upgrades),
  );
  started.defer(() => {
    gateway.stop(config.shutdownGraceMs);
    return http.close(config.shutdownGraceMs);
  });
  return running(config, { origin: http.origin, restUrl, ownUrl }, started.move());
}

/** Where things listen. */
export interface Places {
  readonly origin: string;
  readonly restUrl: string | undefined;
  /** Where the metrics have a port of their own. */
  readonly ownUrl: string | undefined;
}

/** What somebody who started a gateway gets. */
export function running(
  config: GatewayConfig,
  { origin, restUrl, ownUrl }: Places,
  started: AsyncDisposableStack,
): RunningGateway {
  const close = () => started.disposeAsync();
  const sharedUrl = config.metrics.kind === 'shared' ? `${origin}/metrics` : undefined;
  return {
    graphqlUrl: `${origin}/graphql`,
    restUrl,
    metricsUrl: ownUrl ?? sharedUrl,
    close,
    [Symbol.asyncDispose]: close,
  };
}
