import { basicCredentials, type Credentials, createStatusClient } from '@live-status/rest-client';
import type { TokenVerifier } from './auth/verify-token.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { createGateway, type Gateway, type GatewayOptions } from './create-gateway.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics/create-metrics.ts';
import { openKeysOf } from './open-keys-of.ts';
import type { KnownOfUpstream } from './people/known-of-upstream.ts';
import type { SharedCounts } from './pipeline/pipeline.ts';
import { credentialsOf } from './start-embedded.ts';
import type { Tracing } from './tracing/tracing.ts';
import type { Turns } from './writes/turns.ts';

/** What a gateway is assembled from, beside its configuration. */
export interface Parts extends Pick<GatewayOptions, 'hasPlainDoor'> {
  /** The upstream's, up to and including `communication_manager`. */
  readonly baseUrl: string;
  readonly known: KnownOfUpstream;
  readonly log: Logger;
  readonly metrics: Metrics | undefined;
  /** What a worker counts together with others; unset: this process is alone. */
  readonly shared?: SharedCounts | undefined;
  /** The turns that it takes with others; unset: this process is alone. */
  readonly turns?: Turns | undefined;
}

/** Calls that may wait for a connection: several of the largest operations. */
const MAX_QUEUED = 10_000;

/** Makes the gateway that a configuration describes, without listening; `started` ends what it is made of. */
export async function assembleGateway(
  config: GatewayConfig,
  { baseUrl, known, log, metrics, shared, turns, hasPlainDoor }: Parts,
  started: AsyncDisposableStack,
): Promise<Gateway> {
  const tracing = await startTracing(config, started);
  const client = started.use(
    createStatusClient({
      hooks: metrics?.hooks,
      baseUrl,
      credentials: config.upstreamAuth === 'service' ? ownCredentials(config) : undefined,
      tls: { ca: config.upstreamCa },
      timeoutMs: config.upstreamTimeoutMs,
      deadlineMs: config.upstreamDeadlineMs,
      maxConnections: Math.floor(config.upstreamMaxConnections / config.workers),
      maxQueued: Math.floor(MAX_QUEUED / config.workers),
      watch: { maxFeeds: Math.ceil(config.upstreamMaxFeeds / config.workers) },
      // A set through another worker ends no sharing here, so that nobody shares a call which may be older (clause GET-5).
      shareWindowMs: config.workers > 1 ? 0 : undefined,
    }),
  );
  const keys = started.use(await openKeysOf(config));
  const tokens = await createTokens(config);
  const showsMetrics = config.metrics.kind === 'shared';
  return createGateway({
    ...config,
    subscriptionLimits: {
      ...config.subscriptionLimits,
      max: Math.ceil(config.subscriptionLimits.max / config.workers),
    },
    client,
    known,
    keys,
    turns,
    log,
    tokens,
    tracing,
    metrics,
    showsMetrics,
    shared,
    hasPlainDoor,
  });
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

function ownCredentials(config: GatewayConfig): Credentials {
  const { username, password } = credentialsOf(config);
  return basicCredentials(username, password);
}
