import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StatusClient } from '@live-status/rest-client';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { type CORSOptions, createYoga, type GraphQLParams, type Plugin } from 'graphql-yoga';
import { useBoardPage } from '../board/use-board-page.ts';
import { EVENT_STREAM_HEADERS } from '../event-stream/header-names.ts';
import { useGraphiqlPage } from '../graphiql/use-graphiql-page.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { DOCUMENT_ID } from '../params/check-params.ts';
import { parseBody, parseQueryString } from '../params/parse-params.ts';
import { readBody } from '../params/read-body.ts';
import { EXPOSED_HEADERS, PREFLIGHT_HEADERS } from '../pipeline/cross-site.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type Incoming, RequestRecord } from '../pipeline/request-record.ts';
import { useHealth } from '../plugins/use-health.ts';
import { useMetricsPage } from '../plugins/use-metrics-page.ts';
import { ANSWER_HEADERS } from './answer-headers.ts';

/** Serves whatever is asked in any form of HTTP that Yoga knows. */
export interface YogaDoor {
  (request: IncomingMessage, response: ServerResponse): unknown;
  fetch(request: Request): Response | Promise<Response>;
}

export interface YogaDoorOptions {
  readonly pipeline: Pipeline;
  readonly schema: GraphQLSchema;
  readonly path: string;
  readonly client: StatusClient;
  readonly log: Logger;
  readonly metrics?: Metrics | undefined;
  readonly showsMetrics?: boolean | undefined;
  readonly graphiql: boolean;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: number;
}

/** Makes a {@link YogaDoor}. */
export function createYogaDoor(options: YogaDoorOptions): YogaDoor {
  const { pipeline, schema, path, client, log, metrics, corsOrigins, trustedProxies } = options;
  const plugins: Plugin[] = [
    usePipeline(pipeline, trustedProxies),
    useHealth(client, pipeline.isStopping, log),
    ...(metrics !== undefined && options.showsMetrics === true ? [useMetricsPage(metrics)] : []),
    ...(options.graphiql ? [useGraphiqlPage(path), useBoardPage()] : []),
  ];
  return createYoga({
    schema,
    plugins,
    graphqlEndpoint: path,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    // The pipeline reads, checks, runs and shows everything, within bounds of its own.
    maxRequestBodySize: false,
    extraParamNames: [DOCUMENT_ID],
    cors: corsOrigins.length > 0 ? corsOf(corsOrigins) : false,
    maskedErrors: false,
    logging: false,
  });
}

/** No cookie is ever read, so no origin is let send credentials of the browser's. */
const corsOf = (origins: readonly string[]): CORSOptions => ({
  origin: [...origins],
  methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
  allowedHeaders: [
    'content-type',
    'authorization',
    'x-request-id',
    'traceparent',
    'tracestate',
    ...PREFLIGHT_HEADERS,
    ...EVENT_STREAM_HEADERS,
  ],
  exposedHeaders: [...EXPOSED_HEADERS],
  credentials: false,
  maxAge: 3600,
});

/** What Yoga is given with a request that comes from a socket. */
interface ServerContext {
  readonly req?: IncomingMessage;
}

/** Leads Yoga's requests through the pipeline: of Yoga itself are only the forms of HTTP. */
function usePipeline(pipeline: Pipeline, trustedProxies: number): Plugin<object, ServerContext> {
  const records = new WeakMap<Request, RequestRecord>();
  const recordOf = (request: Request, context: ServerContext | undefined): RequestRecord => {
    const known = records.get(request);
    if (known !== undefined) return known;
    const record = new RequestRecord(incomingOf(request, context?.req?.socket.remoteAddress), trustedProxies);
    records.set(request, record);
    return record;
  };
  return {
    onRequest({ request, serverContext }) {
      recordOf(request, serverContext);
    },
    async onRequestParse({ request, serverContext, setRequestParser }) {
      await pipeline.admit(recordOf(request, serverContext));
      const { method, url } = request;
      if (method === 'GET') setRequestParser((): GraphQLParams => parseQueryString(searchOf(url)));
      if (method !== 'POST') return;
      const contentLength = request.headers.get('content-length');
      const source = serverContext?.req ?? request.body;
      setRequestParser(async (): Promise<GraphQLParams> => parseBody(await readBody(contentLength, source)));
    },
    async onParams({ request, params, context, setParams, setResult }) {
      setResult(await pipeline.run(recordOf(request, context), params));
      // They were checked, and what they ask for was done: Yoga has nothing more to say about them.
      setParams({ query: '{ __typename }' });
    },
    onResultProcess({ request, result, serverContext, setResult }) {
      if (isSingleResult(result)) setResult(pipeline.show(recordOf(request, serverContext), result));
    },
    onResponse({ request, response, serverContext }) {
      const record = recordOf(request, serverContext);
      response.headers.set('x-request-id', record.requestId);
      for (const [name, value] of ANSWER_HEADERS)
        if (!response.headers.has(name)) response.headers.set(name, value);
      // Yoga says keep-alive with streams, to callers who asked for the end too; that is for the listener to say.
      response.headers.delete('connection');
      pipeline.observe(record, response.status);
    },
  };
}

function incomingOf(request: Request, remoteAddress: string | undefined): Incoming {
  const { method, url, signal, headers } = request;
  const header = (name: string) => headers.get(name);
  return { method, path: new URL(url).pathname, header, remoteAddress, signal };
}

const searchOf = (url: string): string => /\?([^#]*)/.exec(url)?.[1] ?? '';

function isSingleResult(result: unknown): result is ExecutionResult {
  return (
    typeof result === 'object' &&
    result !== null &&
    !Array.isArray(result) &&
    !(Symbol.asyncIterator in result)
  );
}
