import type { RequestListener } from 'node:http';
import { type Operation, StatusError } from '@live-status/domain';
import { type CallOptions, credentialsFromHeader, type StatusClient } from '@live-status/rest-client';
import { type CORSOptions, createYoga, type Plugin } from 'graphql-yoga';
import type { TokenVerifier } from './auth/verify-token.ts';
import type { RateLimits } from './config/gateway-config.ts';
import type { TrustedDocuments } from './config/trusted-documents.ts';
import { useGraphiqlPage } from './graphiql/use-graphiql-page.ts';
import { answerBadRequest } from './http/not-a-request.ts';
import { parseRequestTarget } from './http/request-target.ts';
import type { QueryLimits } from './limits/query-limits.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics/create-metrics.ts';
import { createRequestRecords } from './plugins/request-record.ts';
import { useAuthentication } from './plugins/use-authentication.ts';
import { useCaller } from './plugins/use-caller.ts';
import { PREFLIGHT_HEADERS, useCrossSiteProtection } from './plugins/use-cross-site-protection.ts';
import { useErrors } from './plugins/use-errors.ts';
import { useHealth } from './plugins/use-health.ts';
import { useInputFaults, useNoIntrospection } from './plugins/use-input-faults.ts';
import { useJsonOnly } from './plugins/use-json-only.ts';
import { useMetrics, useMetricsPage } from './plugins/use-metrics.ts';
import { useOverload } from './plugins/use-overload.ts';
import { useQueryLimits } from './plugins/use-query-limits.ts';
import { useAddressLimit, useCallerLimit } from './plugins/use-rate-limits.ts';
import { useRequestLog } from './plugins/use-request-log.ts';
import { useRequestParams } from './plugins/use-request-params.ts';
import { useTracing } from './plugins/use-tracing.ts';
import { DOCUMENT_ID, useTrustedDocuments } from './plugins/use-trusted-documents.ts';
import type { GatewayContext } from './schema/context.ts';
import { schema } from './schema/schema.ts';
import type { Tracing } from './tracing/tracing.ts';

/** What a gateway is made of. */
export interface GatewayOptions {
  /** Speaks to the upstream; it stays the caller's, who closes it. */
  readonly client: StatusClient;
  readonly log: Logger;
  /** `forward`: the caller's Basic credentials go upstream with each call; `service`: the client's own. */
  readonly upstreamAuth: 'forward' | 'service';
  /** Whether GET /graphql shows GraphiQL to a browser. */
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** The origins whose pages may call, exactly as browsers write them; none by default. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Checks bearer tokens; without one whoever can connect may call. */
  readonly tokens?: TokenVerifier | undefined;
  readonly queryLimits: QueryLimits;
  /** Where given, no other operations are run. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  readonly rateLimits: RateLimits;
  /** How many entries of X-Forwarded-For, counted from its end, are believed. */
  readonly trustedProxies: number;
  readonly tracing?: Tracing | undefined;
  readonly metrics?: Metrics | undefined;
  /** Whether /metrics shows them. */
  readonly showsMetrics?: boolean | undefined;
  /** GraphQL requests under way at once. */
  readonly maxRequests: number;
}

/** The GraphQL API without a socket. */
export interface Gateway {
  /** For tests, and for servers that speak fetch. */
  fetch(request: Request): Promise<Response>;
  /** For `http.createServer`. */
  readonly listener: RequestListener;
  /** Refuses GraphQL requests from now on, and is not ready any more. */
  stop(): void;
}

const ENDPOINT = '/graphql';

/** Makes the whole GraphQL API apart from listening. */
export function createGateway(options: GatewayOptions): Gateway {
  const { log, corsOrigins = [], metrics, showsMetrics = false } = options;
  const client = options.tracing?.trace(options.client) ?? options.client;
  const metricsPage = showsMetrics ? metrics : undefined;
  const records = createRequestRecords();
  let isStopping = false;
  const plugins: Plugin[] = [
    useRequestLog(records, log),
    useCaller(records, options.trustedProxies),
    useHealth(client, () => isStopping, log),
    ...(metricsPage === undefined ? [] : [useMetricsPage(metricsPage)]),
    ...(options.graphiql ? [useGraphiqlPage(ENDPOINT)] : []),
    ...(options.tracing === undefined ? [] : [useTracing(records, options.tracing)]),
    useMetrics(records, metrics),
    useOverload({
      maxRequests: options.maxRequests,
      isStopping: () => isStopping,
      onChange: (underWay) => metrics?.underWay(underWay),
    }),
    useAddressLimit(records, options.rateLimits),
    ...(options.tokens === undefined ? [] : [useAuthentication(records, options.tokens)]),
    useCallerLimit(records, options.rateLimits),
    useJsonOnly(),
    useCrossSiteProtection(),
    useRequestParams(),
    ...(options.introspection ? [] : [useNoIntrospection()]),
    ...(options.trustedDocuments === undefined ? [] : [useTrustedDocuments(options.trustedDocuments)]),
    useQueryLimits(options.queryLimits),
    useInputFaults(records),
    useErrors(records, log, !options.introspection),
  ];
  const yoga = createYoga<object, GatewayContext>({
    schema,
    plugins,
    context: ({ request }): GatewayContext => {
      const { requestId, takenAt, caller, span } = records.of(request);
      const callOptions = (operation: Operation): CallOptions => {
        const call = { signal: request.signal, requestId, ...span?.context };
        return options.upstreamAuth === 'service'
          ? call
          : { ...call, credentials: callerOf(request, operation) };
      };
      return { client, caller, takenAt, callOptions };
    },
    graphqlEndpoint: ENDPOINT,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    // useRequestParams reads them, within a bound of its own.
    maxRequestBodySize: false,
    extraParamNames: [DOCUMENT_ID],
    cors: corsOrigins.length === 0 ? false : corsOf(corsOrigins),
    // useErrors translates and masks every error; Yoga's own masking knows neither the codes nor the request.
    maskedErrors: false,
    logging: false,
  });
  return {
    fetch: async (request) => yoga.fetch(request),
    listener(request, response) {
      const target = parseRequestTarget(request);
      if (!target.ok) return answerBadRequest(response, target.fault);
      request.url = target.path;
      void yoga(request, response);
    },
    stop() {
      isStopping = true;
    },
  };
}

/** No cookie is ever read, so no origin is let send credentials of the browser's. */
const corsOf = (origins: readonly string[]): CORSOptions => ({
  origin: [...origins],
  methods: ['GET', 'POST', 'OPTIONS'],
  allowedHeaders: [
    'content-type',
    'authorization',
    'x-request-id',
    'traceparent',
    'tracestate',
    ...PREFLIGHT_HEADERS,
  ],
  exposedHeaders: ['x-request-id', 'retry-after'],
  credentials: false,
  maxAge: 3600,
});

function callerOf(request: Request, operation: Operation): NonNullable<CallOptions['credentials']> {
  const credentials = credentialsFromHeader(request.headers.get('authorization') ?? '');
  if (credentials !== undefined) return credentials;
  const message =
    'Send an Authorization header with Basic credentials (in GraphiQL: the Headers editor); they are passed on to the upstream.';
  throw new StatusError('UNAUTHENTICATED', message, { operation });
}
