import type { RequestListener } from 'node:http';
import type { CoreServerRef } from '@live-status/domain';
import type { StatusClient } from '@live-status/rest-client';
import { createEventStreamDoor } from './doors/event-stream-door.ts';
import { createPlainDoor } from './doors/plain-door.ts';
import { createWebSocketDoor } from './doors/web-socket-door.ts';
import type { YogaDoor } from './doors/yoga-door.ts';
import { answerBadRequest } from './http/not-a-request.ts';
import { parseRequestTarget } from './http/request-target.ts';
import type { Keys } from './idempotency/keys.ts';
import { keysInMemory } from './idempotency/keys-in-memory.ts';
import type { Upgrades } from './listen.ts';
import { createStayingConnections } from './live/connections.ts';
import { createFeedReads } from './live/feed-reads.ts';
import { createCoreServers } from './people/core-servers.ts';
import { createDirectory } from './people/directory.ts';
import type { KnownOfUpstream } from './people/known-of-upstream.ts';
import { createPresets, NO_PRESETS } from './people/presets.ts';
import { createPipeline, type PipelineOptions } from './pipeline/pipeline.ts';
import type { GatewayParts } from './schema/context.ts';
import { schema } from './schema/schema.ts';
import { createTurns, type Turns } from './writes/turns.ts';

/** What a gateway is made of. Its client and its keys stay the caller's, who closes them. */
export interface GatewayOptions extends Omit<PipelineOptions, 'schema' | 'parts'> {
  readonly client: StatusClient;
  /** What the upstream does not say itself; nothing unless given. */
  readonly known?: KnownOfUpstream | undefined;
  /** Where idempotency keys are kept; in memory unless given. */
  readonly keys?: Keys | undefined;
  /** Whether queries are answered from what the feed of the upstream told, where that is fresh. */
  readonly readsFromFeed?: boolean | undefined;
  /** The turns that writes of one user take; of this process unless given. */
  readonly turns?: Turns | undefined;
  /** Whether GET /graphql shows GraphiQL to a browser, and GET / the board. */
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
  /** Takes connections that go on as WebSockets. */
  readonly upgrades: Upgrades;
  /** Refuses GraphQL requests from now on, and is not ready any more; streams are ended one after another within the grace. */
  stop(graceMs?: number): void;
}

const ENDPOINT = '/graphql';
/** Within which part of the grace all streams are dismissed. */
const DISMISSED_WITHIN = 0.7;

/** Makes the whole GraphQL API apart from listening. */
export function createGateway(options: GatewayOptions): Gateway {
  const { corsOrigins = [], trustedProxies, tracing, hasPlainDoor = true } = options;
  const client = tracing?.trace(options.client) ?? options.client;
  const pipeline = createPipeline({ ...options, schema, parts: partsOf(options, client) });
  const hasCors = corsOrigins.length > 0;
  const plain = createPlainDoor({ pipeline, path: ENDPOINT, trustedProxies, hasCors });
  const connections = createStayingConnections(options.metrics?.live.cut);
  const doorOptions = { pipeline, connections, path: ENDPOINT, trustedProxies, corsOrigins };
  const eventStream = createEventStreamDoor({ ...doorOptions, reserves: options.shared === undefined });
  const webSocket = createWebSocketDoor(doorOptions);
  let loaded: Promise<YogaDoor> | undefined;
  // Yoga is large, and most gateways are asked for nothing that needs it until their first probe or page.
  const yoga = () => {
    loaded ??= import('./doors/yoga-door.ts').then(({ createYogaDoor }) =>
      createYogaDoor({ ...options, corsOrigins, schema, client, pipeline, path: ENDPOINT }),
    );
    return loaded;
  };
  return {
    fetch: async (request) => eventStream.fetch(request) ?? (await yoga()).fetch(request),
    listener(request, response) {
      const target = parseRequestTarget(request);
      if (!target.ok) return answerBadRequest(response, target.fault);
      request.url = target.path;
      if (eventStream.serve(request, response) || (hasPlainDoor && plain.serve(request, response))) return;
      void yoga().then((door) => door(request, response));
    },
    upgrades: {
      wants: (request) => webSocket.wants(request),
      take: (request, socket, head) => webSocket.take(request, socket, head),
    },
    stop(graceMs = 0) {
      pipeline.stop();
      connections.dismissAll(graceMs * DISMISSED_WITHIN);
    },
  };
}

const NOTHING: KnownOfUpstream = { coreServers: [], presets: NO_PRESETS };

function partsOf(
  { known = NOTHING, keys, turns, readsFromFeed = false }: GatewayOptions,
  client: StatusClient,
): GatewayParts {
  const coreServers = createCoreServers(known.coreServers);
  const namesOf = (ref: CoreServerRef): string[] => [
    ...Object.values(coreServers.find(ref) ?? {}),
    ...Object.values(ref),
  ];
  return {
    client,
    coreServers,
    presets: createPresets(known.presets, namesOf),
    directory: createDirectory(client, coreServers.identify),
    turns: turns ?? createTurns(),
    keys: keys ?? keysInMemory(),
    feedReads: readsFromFeed ? createFeedReads(client, coreServers.identify) : undefined,
  };
}
