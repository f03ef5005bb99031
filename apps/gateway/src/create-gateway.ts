import type { RequestListener } from 'node:http';
import { type CORSOptions, createYoga, type Plugin } from 'graphql-yoga';
import { createPlainDoor } from './doors/plain-door.ts';
import { usePipeline } from './doors/yoga-door.ts';
import { useGraphiqlPage } from './graphiql/use-graphiql-page.ts';
import { answerBadRequest } from './http/not-a-request.ts';
import { parseRequestTarget } from './http/request-target.ts';
import { DOCUMENT_ID } from './params/check-params.ts';
import { PREFLIGHT_HEADERS } from './pipeline/cross-site.ts';
import { createPipeline, type PipelineOptions } from './pipeline/pipeline.ts';
import { useHealth } from './plugins/use-health.ts';
import { useMetricsPage } from './plugins/use-metrics-page.ts';
import { schema } from './schema/schema.ts';

/** What a gateway is made of. Its client stays the caller's, who closes it. */
export interface GatewayOptions extends Omit<PipelineOptions, 'schema'> {
  /** Whether GET /graphql shows GraphiQL to a browser. */
  readonly graphiql: boolean;
  /** The origins whose pages may call, exactly as browsers write them; none by default. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** How many entries of X-Forwarded-For, counted from its end, are believed. */
  readonly trustedProxies: number;
  /** Whether /metrics shows the metrics. */
  readonly showsMetrics?: boolean | undefined;
  /** Whether plain requests take the short way; where not, all go through Yoga, and nobody can tell. */
  readonly hasPlainDoor?: boolean | undefined;
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
  const { corsOrigins = [], trustedProxies, metrics, tracing, hasPlainDoor = true } = options;
  const hasCors = corsOrigins.length > 0;
  const client = tracing?.trace(options.client) ?? options.client;
  const pipeline = createPipeline({ ...options, schema, client });
  const plain = createPlainDoor({ pipeline, path: ENDPOINT, trustedProxies, hasCors });
  const plugins: Plugin[] = [
    usePipeline(pipeline, trustedProxies),
    useHealth(client, pipeline.isStopping, options.log),
    ...(metrics !== undefined && options.showsMetrics === true ? [useMetricsPage(metrics)] : []),
    ...(options.graphiql ? [useGraphiqlPage(ENDPOINT)] : []),
  ];
  const yoga = createYoga({
    schema,
    plugins,
    graphqlEndpoint: ENDPOINT,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    // The pipeline reads, checks, runs and shows everything, within bounds of its own.
    maxRequestBodySize: false,
    extraParamNames: [DOCUMENT_ID],
    cors: hasCors ? corsOf(corsOrigins) : false,
    maskedErrors: false,
    logging: false,
  });
  return {
    fetch: async (request) => yoga.fetch(request),
    listener(request, response) {
      const target = parseRequestTarget(request);
      if (!target.ok) return answerBadRequest(response, target.fault);
      request.url = target.path;
      if (!(hasPlainDoor && plain.serve(request, response))) void yoga(request, response);
    },
    stop: pipeline.stop,
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
