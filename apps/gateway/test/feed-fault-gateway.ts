import { createStatusClient } from '@live-status/rest-client';
import type { FeedTimes, FeedUpstream } from '@live-status/rest-contract';
import { createGateway, createLogger } from '../src/index.ts';
import { listen } from '../src/listen.ts';

/** A gateway on a free port in front of an upstream that misbehaves. */
export interface FaultGateway extends AsyncDisposable {
  readonly graphqlUrl: string;
}

/** So soon after the last one who watched has left a feed is given up, in milliseconds. */
const LINGER_MS = 50;
const QUERY_LIMITS = { maxDepth: 9, maxAliases: 9, maxDirectives: 9, maxTokens: 999, maxCost: 1000 };

/** Starts one with the times of a fault, and otherwise those of every gateway. */
export async function startFaultGateway(
  { origin }: FeedUpstream,
  { timeoutMs, ...watch }: FeedTimes = {},
  onUnreadable: (reason: string) => void = () => {},
): Promise<FaultGateway> {
  const stack = new AsyncDisposableStack();
  const client = stack.use(
    createStatusClient({
      baseUrl: `${origin}/communication_manager`,
      timeoutMs,
      watch: { lingerMs: LINGER_MS, ...watch },
      hooks: { onUnreadableEvent: ({ reason }) => onUnreadable(reason) },
    }),
  );
  const gateway = createGateway({
    client,
    log: createLogger('silent', process.stderr),
    upstreamAuth: 'forward',
    graphiql: false,
    introspection: false,
    queryLimits: QUERY_LIMITS,
    rateLimits: { perCaller: undefined, perAddress: undefined },
    trustedProxies: 0,
    maxRequests: 100,
    subscriptionLimits: { max: 100, maxPerCaller: undefined },
  });
  const http = await listen(gateway.listener, '127.0.0.1', 0, gateway.upgrades);
  stack.defer(() => {
    gateway.stop();
    return http.close(0);
  });
  return { graphqlUrl: `${http.origin}/graphql`, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
