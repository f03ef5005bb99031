import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import type { PreparedOperation } from '../operations/prepare.ts';
import type { PreparedSubscription } from '../operations/prepare-subscription.ts';
import type { Params } from '../params/check-params.ts';
import { formatErrors } from '../pipeline/format-result.ts';
import { RequestContext } from '../pipeline/request-context.ts';
import type { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import type { GatewayParts } from '../schema/context.ts';
import { createStream } from './create-stream.ts';
import { createShowings } from './showings.ts';
import type { LiveStream } from './stream.ts';
import type { SubscriptionLimit } from './subscription-limit.ts';

/** What streams are opened with. */
export interface OpenStreamOptions {
  readonly parts: GatewayParts;
  readonly upstreamAuth: 'forward' | 'service';
  readonly limit: SubscriptionLimit;
  /** What the caller is shown of a result. */
  readonly show: (record: RequestRecord, result: ExecutionResult) => ExecutionResult;
}

/** One subscription to be opened. */
export interface Asked {
  readonly record: RequestRecord;
  readonly operation: PreparedOperation;
  readonly subscription: PreparedSubscription;
  readonly variables: Params['variables'];
}

/**
 * Opens a stream, which goes on behind the cursor `after` where there is one, whatever the arguments say; gives why there is none
 * where the subscription cannot begin.
 *
 * @throws GraphQLError where there are too many.
 */
export type OpenStream = (asked: Asked, after: string | undefined) => Promise<ExecutionResult | LiveStream>;

/** Calls that are made for an event are of use to all who are shown it: nobody who leaves ends them. */
const NEVER = new AbortController().signal;

/** Makes what opens the streams of one gateway. */
export function createOpenStream({ parts, upstreamAuth, limit, show }: OpenStreamOptions): OpenStream {
  const showings = createShowings();
  return async ({ record, operation, subscription, variables }, after) => {
    const leave = limit.enter(record.identity ?? record.address);
    const context = new RequestContext(record, parts, upstreamAuth, { resumeAfter: after });
    let events: Awaited<ReturnType<PreparedSubscription['subscribe']>> | undefined;
    try {
      events = await subscription.subscribe(context, variables);
    } finally {
      if (events === undefined || !(Symbol.asyncIterator in events)) leave();
    }
    if (!(Symbol.asyncIterator in events)) return events;
    record.isStream = true;
    const explain = (error: unknown): readonly GraphQLFormattedError[] =>
      formatErrors(show(record, failedResult(error)).errors ?? []);
    return createStream({
      events: events[Symbol.asyncIterator](),
      showing: showings.join(
        operation,
        JSON.stringify([context.credentialsKey, subscription.keyOf(variables)]),
      ),
      show: async (event) => {
        // A list of users is kept for as long as a context: each event is shown with what is known by then.
        const shown = new RequestContext(record, parts, upstreamAuth, { signal: NEVER });
        return show(record, await operation.execute(shown, variables, event));
      },
      explain,
      expiresAtMs: record.expiresAtMs,
      signal: record.incoming.signal,
      onEnd: leave,
    });
  };
}
