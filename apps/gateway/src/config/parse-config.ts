import { availableParallelism } from 'node:os';
import { NO_PRESETS } from '../people/presets.ts';
import { ConfigError } from './config-error.ts';
import { crossProblems, upstreamAuthOf } from './cross-problems.ts';
import type { GatewayConfig, JwtConfig, UpstreamCredentials } from './gateway-config.ts';
import { isLoopback } from './kinds.ts';
import { type Environment, parseVariables } from './parse-variables.ts';
import { type Files, readFiles } from './read-files.ts';
import { MAX_WORKERS, type Variables } from './variables.ts';

/**
 * The configuration that an environment describes.
 *
 * @throws ConfigError with every problem at once, each by the name of its variable; no value of a secret is shown.
 */
export function parseConfig(environment: Environment, readFile: (path: string) => string): GatewayConfig {
  const { variables, problems } = parseVariables(environment);
  problems.push(...crossProblems(variables));
  const files = readFiles(variables, readFile, problems);
  if (!isComplete(variables, problems)) throw new ConfigError(problems);
  return toConfig(variables, files);
}

/** Every variable with a default has a value unless a problem was found. */
function isComplete(_variables: Partial<Variables>, problems: readonly string[]): _variables is Variables {
  return problems.length === 0;
}

function toConfig(v: Variables, files: Files): GatewayConfig {
  const isDevelopment = v.NODE_ENV !== 'production';
  const embedded = { kind: 'embedded', dataFile: v.DATA_FILE, port: v.REST_PORT } as const;
  const known = { coreServers: v.CORE_SERVERS ?? [], presets: files.presets ?? NO_PRESETS };
  return {
    host: v.HOST,
    port: v.PORT,
    workers: workersOf(v),
    upstream: v.UPSTREAM_URL === undefined ? embedded : { kind: 'remote', url: v.UPSTREAM_URL, known },
    upstreamAuth: upstreamAuthOf(v),
    credentials: credentialsOf(v, files),
    upstreamCa: files.upstreamCa,
    upstreamTimeoutMs: v.UPSTREAM_TIMEOUT_MS,
    upstreamDeadlineMs: v.UPSTREAM_DEADLINE_MS,
    upstreamMaxConnections: v.UPSTREAM_MAX_CONNECTIONS,
    upstreamMaxFeeds: v.UPSTREAM_MAX_FEEDS,
    readsFromFeed: v.READ_FROM_FEED,
    gatewayDataFile: v.GATEWAY_DATA_FILE,
    jwt: jwtOf(v),
    corsOrigins: v.CORS_ORIGINS,
    graphiql: v.GRAPHIQL ?? isDevelopment,
    introspection: v.INTROSPECTION ?? isDevelopment,
    queryLimits: {
      maxDepth: v.QUERY_MAX_DEPTH,
      maxAliases: v.QUERY_MAX_ALIASES,
      maxDirectives: v.QUERY_MAX_DIRECTIVES,
      maxTokens: v.QUERY_MAX_TOKENS,
      maxCost: v.QUERY_MAX_COST,
    },
    trustedDocuments: files.trustedDocuments,
    rateLimits: { perCaller: v.RATE_LIMIT_PER_CALLER, perAddress: v.RATE_LIMIT_PER_ADDRESS },
    trustedProxies: v.TRUSTED_PROXIES,
    maxRequests: v.MAX_REQUESTS,
    subscriptionLimits: { max: v.MAX_SUBSCRIPTIONS, maxPerCaller: v.MAX_SUBSCRIPTIONS_PER_CALLER },
    metrics: metricsOf(v),
    tracing:
      v.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : { endpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: v.OTEL_SERVICE_NAME },
    logLevel: v.LOG_LEVEL,
    shutdownGraceMs: v.SHUTDOWN_GRACE_MS,
  };
}

/** Cores are those of its affinity, and no more than its control group's quota. */
function workersOf({ WORKERS, UPSTREAM_MAX_CONNECTIONS }: Variables): number {
  return WORKERS === 'auto'
    ? Math.min(availableParallelism(), UPSTREAM_MAX_CONNECTIONS, MAX_WORKERS)
    : WORKERS;
}

function credentialsOf(v: Variables, files: Files): UpstreamCredentials | undefined {
  const password = v.UPSTREAM_PASSWORD ?? files.password;
  if (v.UPSTREAM_USERNAME === undefined || password === undefined) return undefined;
  return { username: v.UPSTREAM_USERNAME, password };
}

function jwtOf(v: Variables): JwtConfig | undefined {
  const { JWT_JWKS_URL: jwksUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = v;
  if (v.AUTH !== 'jwt' || jwksUrl === undefined || issuer === undefined || audience === undefined)
    return undefined;
  return {
    jwksUrl,
    issuer,
    audience,
    algorithms: v.JWT_ALGORITHMS,
    clockSkewSeconds: v.JWT_CLOCK_SKEW_SECONDS,
    usernameClaim: v.JWT_USERNAME_CLAIM,
  };
}

function metricsOf(v: Variables): GatewayConfig['metrics'] {
  if (v.METRICS_PORT !== undefined) return { kind: 'own', host: v.METRICS_HOST, port: v.METRICS_PORT };
  return { kind: isLoopback(v.HOST) ? 'shared' : 'off' };
}
