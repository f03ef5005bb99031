import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { TokenVerifier } from '../auth/verify-token.ts';
import type { RateLimits } from '../config/gateway-config.ts';
import type { TrustedDocuments } from '../config/trusted-documents.ts';
import type { QueryLimits } from '../limits/query-limits.ts';
import { type Asked, createOpenStream } from '../live/open-stream.ts';
import type { LiveStream } from '../live/stream.ts';
import { createSubscriptionLimit, type SubscriptionLimits } from '../live/subscription-limit.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { UNKNOWN_OPERATION } from '../metrics/operation-label.ts';
import { createPrepare } from '../operations/prepare.ts';
import { checkParams, nameParams } from '../params/check-params.ts';
import type { RawParams } from '../params/parse-params.ts';
import type { GatewayParts } from '../schema/context.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { authenticate } from './authenticate.ts';
import { assertNotCrossSite } from './cross-site.ts';
import { assertJson } from './media-type.ts';
import { observe } from './observe.ts';
import { createOverload } from './overload.ts';
import { type CountRequest, createRateLimit } from './rate-limit.ts';
import { RequestContext } from './request-context.ts';
import type { RequestRecord } from './request-record.ts';
import { failedResult, showErrors } from './show-errors.ts';
import { createSlots, type Slots } from './slots.ts';
import { trustedParams } from './trusted-documents.ts';

/** What the policies of a gateway are made of. */
export interface PipelineOptions {
  readonly schema: GraphQLSchema;
  readonly parts: GatewayParts;
  readonly log: Logger;
  /** `forward`: the caller's Basic credentials go upstream with each call; `service`: the client's own. */
  readonly upstreamAuth: 'forward' | 'service';
  readonly introspection: boolean;
  /** Checks bearer tokens; without one whoever can connect may call. */
  readonly tokens?: TokenVerifier | undefined;
  readonly queryLimits: QueryLimits;
  /** Where given, no other operations are run. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  readonly rateLimits: RateLimits;
  readonly tracing?: Tracing | undefined;
  readonly metrics?: Metrics | undefined;
  /** GraphQL requests under way at once. */
  readonly maxRequests: number;
  /** More than so many subscriptions at once are refused. */
  readonly subscriptionLimits: SubscriptionLimits;
  /** What is counted together with other workers; unset: this process is alone. */
  readonly shared?: SharedCounts | undefined;
}

/** What several workers count together. */
export interface SharedCounts {
  readonly slots: Slots;
  readonly countCaller: CountRequest;
  readonly countAddress: CountRequest;
}

/** Everything that happens to a GraphQL request, in the order in which it happens, whichever door it came in by. */
export interface Pipeline {
  /** Whether the request may be read. @throws GraphQLError with the HTTP status of its refusal. */
  admit(record: RequestRecord): void | Promise<void>;
  /** What comes of what it asks for. Does not throw. */
  run(record: RequestRecord, params: RawParams): Promise<ExecutionResult>;
  /**
   * The same over a connection that can stay open: of a subscription comes a stream, which goes on behind the cursor `after` where one
   * is given. It ends with the record's signal. Does not throw.
   */
  open(record: RequestRecord, params: RawParams, after?: string): Promise<ExecutionResult | LiveStream>;
  /** What the caller is shown of a result, or of what was thrown. */
  show(record: RequestRecord, result: ExecutionResult): ExecutionResult;
  /** The request is answered. */
  observe(record: RequestRecord, status: number): void;
  readonly isStopping: () => boolean;
  /** Refuses every request from now on. */
  stop(): void;
}

/** Makes the pipeline of one gateway. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { parts, log, tokens, tracing, metrics, trustedDocuments, rateLimits, shared } = options;
  const slots = shared?.slots ?? createSlots(options.maxRequests);
  const overload = createOverload({ slots, onChange: metrics?.underWay });
  const addressLimit = createRateLimit(rateLimits.perAddress, 'address', shared?.countAddress);
  const callerLimit = createRateLimit(rateLimits.perCaller, 'caller', shared?.countCaller);
  const prepare = createPrepare({ ...options, limits: options.queryLimits });

  const isAsked = addressLimit !== undefined || tokens !== undefined || callerLimit !== undefined;
  const askWho = async (record: RequestRecord): Promise<void> => {
    await addressLimit?.(record.address);
    if (tokens !== undefined) await authenticate(record, tokens);
    await callerLimit?.(record.identity ?? record.address);
  };
  const checkForm = ({ incoming }: RequestRecord): void => {
    assertJson(incoming);
    assertNotCrossSite(incoming);
  };

  const show: Pipeline['show'] = (record, result) => showErrors(record, result, log, !options.introspection);
  const openStream = createOpenStream({
    parts,
    upstreamAuth: options.upstreamAuth,
    limit: createSubscriptionLimit(options.subscriptionLimits, metrics?.live.subscriptions),
    show,
    onTold: metrics?.live.told,
  });

  const perform = async <Streamed>(
    record: RequestRecord,
    raw: RawParams,
    stream: (asked: Asked) => Promise<ExecutionResult | Streamed>,
  ): Promise<ExecutionResult | Streamed> => {
    try {
      const entering = overload.enter();
      if (entering !== undefined) await entering;
    } catch (error) {
      return failedResult(error);
    }
    try {
      const named = nameParams(raw);
      const params = checkParams(
        trustedDocuments === undefined ? named : trustedParams(trustedDocuments, named),
      );
      const operation = prepare(params, record.incoming.method);
      record.operation = operation.operation;
      record.label = operation.label;
      const { variables } = params;
      const errors = operation.check(variables);
      if (errors.length > 0) return { errors };
      const { subscription } = operation;
      if (subscription !== undefined) return await stream({ record, operation, subscription, variables });
      return await operation.execute(new RequestContext(record, parts, options.upstreamAuth), variables);
    } catch (error) {
      return failedResult(error);
    } finally {
      overload.leave();
    }
  };
  return {
    admit(record) {
      const { incoming } = record;
      record.label = UNKNOWN_OPERATION;
      if (tracing !== undefined) {
        const [traceparent, tracestate] = ['traceparent', 'tracestate'].map((name) => incoming.header(name));
        record.span = tracing.begin({
          traceparent: traceparent ?? undefined,
          tracestate: tracestate ?? undefined,
        });
      }
      overload.assertRoom();
      if (isAsked) return askWho(record).then(() => checkForm(record));
      return checkForm(record);
    },
    run: (record, raw) => perform(record, raw, refuseStream),
    open: (record, raw, after) => perform(record, raw, (asked) => openStream(asked, after)),
    show,
    observe: (record, status) => observe(record, status, log, metrics),
    isStopping: () => overload.isStopping,
    stop() {
      overload.isStopping = true;
    },
  };
}

const refuseStream = async (): Promise<never> => {
  throw new GraphQLError(
    'A subscription is answered by a stream: accept text/event-stream, or connect by WebSocket.',
    { extensions: { code: 'BAD_REQUEST', http: { status: 406 } } },
  );
};
