import { createStatusClient, type StatusClientOptions } from '@live-status/rest-client';
import type { GatewayOptions } from '../src/create-gateway.ts';
import { createGateway, createLogger } from '../src/index.ts';
import { type Serving, serve } from '../src/listen.ts';

/** A gateway that does not listen: connections are handed to it. */
export interface LiveGateway extends Pick<Serving, 'take'> {
  /** Ends all streams and answers within so many milliseconds, and then everything. */
  stop(graceMs: number): Promise<void>;
}

/** Makes one with a client of its own. What it waits for is short, and nothing is retried but the feed. */
export function createLiveGateway(
  { origin }: { readonly origin: string },
  { readsFromFeed, ...options }: Partial<StatusClientOptions> & Pick<GatewayOptions, 'readsFromFeed'> = {},
): LiveGateway {
  const client = createStatusClient({
    baseUrl: `${origin}/communication_manager`,
    breaker: false,
    retry: false,
    ...options,
  });
  const gateway = createGateway({
    client,
    readsFromFeed,
    log: createLogger('silent', process.stderr),
    upstreamAuth: 'service',
    graphiql: false,
    introspection: false,
    queryLimits: { maxDepth: 9, maxAliases: 9, maxDirectives: 9, maxTokens: 999, maxCost: 999 },
    rateLimits: { perCaller: undefined, perAddress: undefined },
    trustedProxies: 0,
    maxRequests: 1000,
    subscriptionLimits: { max: 1000, maxPerCaller: undefined },
  });
  const serving = serve(gateway.listener, gateway.upgrades);
  return {
    take: serving.take,
    async stop(graceMs) {
      gateway.stop(graceMs);
      await serving.close(graceMs);
      await client.close();
    },
  };
}
