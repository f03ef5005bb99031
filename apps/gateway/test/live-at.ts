import { type FeedUpstream, startFeedUpstream } from '@live-status/rest-contract';
import type { Environment } from '../src/index.ts';
import { upstreamAt } from './rest-upstream.ts';
import { startTestGateway, type TestGateway } from './running.ts';

/** A gateway as it is configured, with an upstream whose every step is a test's. */
export interface LiveAt extends AsyncDisposable {
  readonly upstream: FeedUpstream;
  readonly running: TestGateway;
  readonly url: string;
}

/** Starts both; there are doc and marty. */
export async function startLiveAt(variables: Environment = {}): Promise<LiveAt> {
  const stack = new AsyncDisposableStack();
  const upstream = stack.use(await startFeedUpstream(['doc', 'marty']));
  const running = stack.use(await startTestGateway({ ...upstreamAt(upstream.origin), ...variables }));
  return {
    upstream,
    running,
    url: running.gateway.graphqlUrl,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
