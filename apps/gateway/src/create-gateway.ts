import type { RequestListener } from 'node:http';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { type Operation, StatusError } from '@live-status/domain';
import { type CallOptions, credentialsFromHeader, type StatusClient } from '@live-status/rest-client';
import { createYoga, type Plugin } from 'graphql-yoga';
import { useGraphiqlPage } from './graphiql/use-graphiql-page.ts';
import type { Logger } from './logger.ts';
import { createRequestRecords } from './plugins/request-record.ts';
import { useErrors } from './plugins/use-errors.ts';
import { useHealth } from './plugins/use-health.ts';
import { useInputFaults, useNoIntrospection } from './plugins/use-input-faults.ts';
import { useJsonOnly } from './plugins/use-json-only.ts';
import { useRequestLog } from './plugins/use-request-log.ts';
import type { GatewayContext } from './schema/context.ts';
import { schema } from './schema/schema.ts';

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
}

/** The GraphQL API without a socket. */
export interface Gateway {
  /** For tests, and for servers that speak fetch. */
  fetch(request: Request): Promise<Response>;
  /** For `http.createServer`. */
  readonly listener: RequestListener;
}

const ENDPOINT = '/graphql';
const MAX_BODY_BYTES = 100_000;
const CSRF_HEADERS = ['x-graphql-yoga-csrf', 'graphql-require-preflight', 'apollo-require-preflight'];

/** Makes the whole GraphQL API apart from listening. */
export function createGateway(options: GatewayOptions): Gateway {
  const { client, log, corsOrigins = [] } = options;
  const records = createRequestRecords();
  const plugins: Plugin[] = [
    useRequestLog(records, log),
    useHealth(client),
    ...(options.graphiql ? [useGraphiqlPage(ENDPOINT)] : []),
    useJsonOnly(),
    useCSRFPrevention({ requestHeaders: CSRF_HEADERS }),
    ...(options.introspection ? [] : [useNoIntrospection()]),
    useInputFaults(records),
    useErrors(records, log),
  ];
  const yoga = createYoga<object, GatewayContext>({
    schema,
    plugins,
    context: ({ request }): GatewayContext => {
      const { requestId, takenAt } = records.of(request);
      const callOptions = (operation: Operation): CallOptions => {
        const call = { signal: request.signal, requestId };
        return options.upstreamAuth === 'service'
          ? call
          : { ...call, credentials: callerOf(request, operation) };
      };
      return { client, takenAt, callOptions };
    },
    graphqlEndpoint: ENDPOINT,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    maxRequestBodySize: MAX_BODY_BYTES,
    cors:
      corsOrigins.length === 0 ? false : { origin: [...corsOrigins], methods: ['GET', 'POST', 'OPTIONS'] },
    // useErrors translates and masks every error; Yoga's own masking knows neither the codes nor the request.
    maskedErrors: false,
    logging: false,
  });
  return {
    fetch: async (request) => yoga.fetch(request),
    listener: (request, response) => void yoga(request, response),
  };
}

function callerOf(request: Request, operation: Operation): NonNullable<CallOptions['credentials']> {
  const credentials = credentialsFromHeader(request.headers.get('authorization') ?? '');
  if (credentials !== undefined) return credentials;
  const message = 'Send an Authorization header with Basic credentials; they are passed on to the upstream.';
  throw new StatusError('UNAUTHENTICATED', message, { operation });
}
