import { basicCredentials, type Credentials, createStatusClient } from '@live-status/rest-client';
import { DEMO_CREDENTIALS } from '@live-status/rest-server/demo';
import type { TokenVerifier } from './auth/verify-token.ts';
import type { GatewayConfig, UpstreamCredentials } from './config/gateway-config.ts';
import { createGateway, type GatewayOptions } from './create-gateway.ts';
import { listen } from './listen.ts';
import type { Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics/create-metrics.ts';
import { createMetricsListener } from './metrics/metrics-listener.ts';
import type { Tracing } from './tracing/tracing.ts';

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

/** Calls that may wait for a connection: several of the largest operations. */
const MAX_QUEUED = 10_000;

/** Why a gateway could not start, in one line. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/**
 * Starts the gateway, and the embedded REST server unless there is a remote one.
 *
 * @throws StartError in one line: a port is taken, or the data file cannot be used. Nothing is left running.
 */
export async function startGateway(
  config: GatewayConfig,
  log: Logger,
  { hasPlainDoor }: Pick<GatewayOptions, 'hasPlainDoor'> = {},
): Promise<RunningGateway> {
  await using started = new AsyncDisposableStack();
  const tracing = await startTracing(config, started);
  const restUrl =
    config.upstream.kind === 'embedded'
      ? await startEmbedded(config.upstream, config, log, started)
      : undefined;
  const baseUrl = config.upstream.kind === 'remote' ? config.upstream.url : restUrl;
  if (baseUrl === undefined) throw new TypeError('An upstream is embedded or remote.');
  const metrics = config.metrics.kind === 'off' ? undefined : createMetrics();
  const client = started.use(
    createStatusClient({
      hooks: metrics?.hooks,
      baseUrl,
      credentials: config.upstreamAuth === 'service' ? ownCredentials(config) : undefined,
      tls: { ca: config.upstreamCa },
      timeoutMs: config.upstreamTimeoutMs,
      deadlineMs: config.upstreamDeadlineMs,
      maxConnections: config.upstreamMaxConnections,
      maxQueued: MAX_QUEUED,
    }),
  );
  const tokens = await createTokens(config);
  const showsMetrics = config.metrics.kind === 'shared';
  const gateway = createGateway({
    ...config,
    client,
    log,
    tokens,
    tracing,
    metrics,
    showsMetrics,
    hasPlainDoor,
  });
  const metricsUrl = await startMetrics(config, metrics, started);
  const http = await listenAt('PORT', config.host, config.port, () =>
    listen(gateway.listener, config.host, config.port),
  );
  started.defer(() => {
    gateway.stop();
    return http.close(config.shutdownGraceMs);
  });
  const running = started.move();
  const close = () => running.disposeAsync();
  const graphqlUrl = `${http.origin}/graphql`;
  return {
    graphqlUrl,
    restUrl,
    metricsUrl: metricsUrl ?? (showsMetrics ? `${http.origin}/metrics` : undefined),
    close,
    [Symbol.asyncDispose]: close,
  };
}

// What is not always needed is loaded only where it is: the first answer waits for nothing else.

async function createTokens({ jwt }: GatewayConfig): Promise<TokenVerifier | undefined> {
  if (jwt === undefined) return undefined;
  const { createTokenVerifier } = await import('./auth/verify-token.ts');
  return createTokenVerifier(jwt);
}

async function startTracing(
  config: GatewayConfig,
  started: AsyncDisposableStack,
): Promise<Tracing | undefined> {
  if (config.tracing === undefined) return undefined;
  const sdk = await import('./tracing/start-tracing.ts');
  return started.use(sdk.startTracing(config.tracing));
}

async function startMetrics(
  config: GatewayConfig,
  metrics: Metrics | undefined,
  started: AsyncDisposableStack,
): Promise<string | undefined> {
  if (config.metrics.kind !== 'own' || metrics === undefined) return undefined;
  const { host, port } = config.metrics;
  const listener = createMetricsListener(metrics);
  const { origin, close } = await listenAt('METRICS_PORT', host, port, () => listen(listener, host, port));
  started.defer(() => close(0));
  return `${origin}/metrics`;
}

type Embedded = Extract<GatewayConfig['upstream'], { readonly kind: 'embedded' }>;

async function startEmbedded(
  { dataFile, port }: Embedded,
  config: GatewayConfig,
  log: Logger,
  started: AsyncDisposableStack,
): Promise<string> {
  const { createStatusServer, openStatusStore, StoreError } = await import('@live-status/rest-server');
  const openStore = () => {
    try {
      return openStatusStore({ file: dataFile });
    } catch (error) {
      if (error instanceof StoreError) throw new StartError(`DATA_FILE: ${error.message}`, { cause: error });
      throw error;
    }
  };
  const store = openStore();
  started.defer(() => store.close());
  const onError = (error: unknown) => log.error({ error: String(error) }, 'the embedded server failed');
  const server = started.use(createStatusServer({ store, credentials: credentialsOf(config), onError }));
  const host = '127.0.0.1';
  const { origin } = await listenAt('REST_PORT', host, port, () => server.listen({ host, port }));
  return `${origin}/communication_manager`;
}

function credentialsOf(config: GatewayConfig): UpstreamCredentials {
  return config.credentials ?? DEMO_CREDENTIALS;
}

async function listenAt<Result>(
  variable: string,
  host: string,
  port: number,
  start: () => Promise<Result>,
): Promise<Result> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const where = `${host}:${port}`;
    if (code === 'EADDRINUSE')
      throw new StartError(`${variable}: ${where} is in use by another program; choose another port.`, {
        cause: error,
      });
    if (typeof code === 'string')
      throw new StartError(`${variable}: cannot listen on ${where} (${code}).`, { cause: error });
    throw error;
  }
}

function ownCredentials(config: GatewayConfig): Credentials {
  const { username, password } = credentialsOf(config);
  return basicCredentials(username, password);
}
