import type { ExecutionResult } from 'graphql';
import type { PreparedOperation } from '../operations/prepare.ts';
import type { PreparedSubscription } from '../operations/prepare-subscription.ts';
import type { Params } from '../params/check-params.ts';
import { formatErrors } from '../pipeline/format-result.ts';
import { RequestContext } from '../pipeline/request-context.ts';
import type { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import type { GatewayParts } from '../schema/context.ts';
import type { LiveEvents } from '../schema/live-event.ts';
import { createStream, type StreamOptions } from './create-stream.ts';
import { createShowings } from './showings.ts';
import type { Show } from './shown-events.ts';
import type { LiveStream } from './stream.ts';
import type { SubscriptionLimit } from './subscription-limit.ts';

/** What streams are opened with. */
export interface OpenStreamOptions {
  readonly parts: GatewayParts;
  readonly upstreamAuth: 'forward' | 'service';
  readonly limit: SubscriptionLimit;
  /** What the caller is shown of a result. */
  readonly show: (record: RequestRecord, result: ExecutionResult) => ExecutionResult;
  /** Hears that a change is told, so many milliseconds after it was learned here. */
  readonly onTold?: ((delayMs: number) => void) | undefined;
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
export function createOpenStream(options: OpenStreamOptions): OpenStream {
  const { parts, upstreamAuth, limit, onTold } = options;
  const showings = createShowings();
  return async (asked, after) => {
    const { record, operation, subscription, variables } = asked;
    const leave = limit.enter(record.identity ?? record.address);
    const context = new RequestContext(record, parts, upstreamAuth, { resumeAfter: after });
    let events: LiveEvents | ExecutionResult | undefined;
    try {
      events = await subscription.subscribe(context, variables);
    } finally {
      if (events === undefined || !('scope' in events)) leave();
    }
    if (!('scope' in events)) return events;
    record.isStream = true;
    // V8 makes an id of some twenty pieces, and one piece of them when somebody looks at it: that is a tenth of what a stream keeps.
    record.requestId.charCodeAt(0);
    const key = JSON.stringify([context.credentialsKey, events.coreServer, subscription.keyOf(variables)]);
    return createStream({
      events,
      showing: showings.join(operation, key, showOf(options, asked)),
      explain: explainOf(options, record),
      expiresAtMs: record.expiresAtMs,
      signal: record.incoming.signal,
      onTold,
      onEnd: leave,
    });
  };
}

// Each by itself, so that a stream keeps nothing else of how it was opened.

function showOf(
  { parts, upstreamAuth, show }: OpenStreamOptions,
  { record, operation, variables }: Asked,
): Show {
  return async (event) => {
    // A list of users is kept for as long as a context: each event is shown with what is known by then.
    const context = new RequestContext(record, parts, upstreamAuth, { signal: NEVER });
    return show(record, await operation.execute(context, variables, event));
  };
}

const explainOf =
  ({ show }: OpenStreamOptions, record: RequestRecord): StreamOptions['explain'] =>
  (error) =>
    formatErrors(show(record, failedResult(error)).errors ?? []);
