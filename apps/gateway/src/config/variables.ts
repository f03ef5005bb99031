import type { KnownCoreServer } from '../people/core-servers.ts';
import {
  basicUsername,
  choice,
  choices,
  coreServers,
  flag,
  httpUrl,
  integer,
  integerOrAuto,
  type Kind,
  origins,
  secret,
  secureUrl,
  text,
  upstreamUrl,
} from './kinds.ts';

/** A variable that the gateway reads. */
export interface Variable<Value> {
  readonly kind: Kind<Value & {}>;
  readonly description: string;
  /** As somebody would write it; undefined: unset. */
  readonly byDefault: string | undefined;
}

/** What the variables were found to mean. */
export interface Variables {
  readonly HOST: string;
  readonly PORT: number;
  readonly WORKERS: number | 'auto';
  readonly UPSTREAM_URL?: string | undefined;
  readonly UPSTREAM_AUTH?: 'forward' | 'service' | undefined;
  readonly UPSTREAM_USERNAME?: string | undefined;
  readonly UPSTREAM_PASSWORD?: string | undefined;
  readonly UPSTREAM_PASSWORD_FILE?: string | undefined;
  readonly UPSTREAM_CA_FILE?: string | undefined;
  readonly UPSTREAM_TIMEOUT_MS: number;
  readonly UPSTREAM_DEADLINE_MS: number;
  readonly UPSTREAM_MAX_CONNECTIONS: number;
  readonly UPSTREAM_MAX_FEEDS: number;
  readonly READ_FROM_FEED: boolean;
  readonly CORE_SERVERS?: readonly KnownCoreServer[] | undefined;
  readonly PRESETS_FILE?: string | undefined;
  readonly AUTH?: 'none' | 'jwt' | undefined;
  readonly JWT_JWKS_URL?: string | undefined;
  readonly JWT_ISSUER?: string | undefined;
  readonly JWT_AUDIENCE?: string | undefined;
  readonly JWT_ALGORITHMS: readonly JwtAlgorithm[];
  readonly JWT_CLOCK_SKEW_SECONDS: number;
  readonly JWT_USERNAME_CLAIM: string;
  readonly CORS_ORIGINS: readonly string[];
  readonly GRAPHIQL?: boolean | undefined;
  readonly INTROSPECTION?: boolean | undefined;
  readonly QUERY_MAX_DEPTH: number;
  readonly QUERY_MAX_ALIASES: number;
  readonly QUERY_MAX_DIRECTIVES: number;
  readonly QUERY_MAX_TOKENS: number;
  readonly QUERY_MAX_COST: number;
  readonly TRUSTED_DOCUMENTS?: string | undefined;
  readonly RATE_LIMIT_PER_CALLER?: number | undefined;
  readonly RATE_LIMIT_PER_ADDRESS?: number | undefined;
  readonly TRUSTED_PROXIES: number;
  readonly MAX_REQUESTS: number;
  readonly MAX_SUBSCRIPTIONS: number;
  readonly MAX_SUBSCRIPTIONS_PER_CALLER?: number | undefined;
  readonly GATEWAY_DATA_FILE?: string | undefined;
  readonly DATA_FILE: string;
  readonly REST_PORT: number;
  readonly METRICS_HOST: string;
  readonly METRICS_PORT?: number | undefined;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_SERVICE_NAME: string;
  readonly LOG_LEVEL: string;
  readonly SHUTDOWN_GRACE_MS: number;
  readonly NODE_ENV?: string | undefined;
}

/** The signature algorithms that a token may have: asymmetric ones alone. */
export type JwtAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'EdDSA';

const v = <Value>(kind: Kind<Value & {}>, description: string, byDefault?: string): Variable<Value> => ({
  kind,
  description,
  byDefault,
});

const port = () => integer(0, 65_535);
const milliseconds = () => integer(1, 3_600_000);
const limit = () => integer(1, 1_000_000);

/** More than one machine should be asked for at once. */
export const MAX_WORKERS = 64;

/** Every variable that the gateway reads: the parser, `--help` and the documentation are made from this table. */
export const VARIABLES: { readonly [Name in keyof Variables]-?: Variable<Variables[Name]> } = {
  HOST: v(text(), 'Address to listen on.', '127.0.0.1'),
  PORT: v(port(), 'Port to listen on; 0 for any free one.', '4000'),
  WORKERS: v(
    integerOrAuto(1, MAX_WORKERS),
    'Processes that share the work, each on a core; auto: as many as cores that this process may use.',
    '1',
  ),
  UPSTREAM_URL: v(
    upstreamUrl(),
    'The REST server, up to and including communication_manager. Unset: the embedded server.',
  ),
  UPSTREAM_AUTH: v(
    choice('forward', 'service'),
    "forward: the caller's Basic credentials go upstream, and only there; service: the gateway's own. Unset: forward; service with the embedded server or AUTH=jwt.",
  ),
  UPSTREAM_USERNAME: v(basicUsername(), 'For UPSTREAM_AUTH=service.'),
  UPSTREAM_PASSWORD: v(secret(), 'For UPSTREAM_AUTH=service.'),
  UPSTREAM_PASSWORD_FILE: v(text(), 'A file that holds the password instead.'),
  UPSTREAM_CA_FILE: v(
    text(),
    'A PEM file with the certificate authorities that the upstream is believed by, instead of the usual ones. Unset: the usual ones, and those of NODE_EXTRA_CA_CERTS.',
  ),
  UPSTREAM_TIMEOUT_MS: v(milliseconds(), 'For one attempt of a call to the upstream.', '5000'),
  UPSTREAM_DEADLINE_MS: v(milliseconds(), 'For all attempts of one call.', '10000'),
  UPSTREAM_MAX_CONNECTIONS: v(
    integer(1, 65_535),
    'Connections to the upstream at once, shared out evenly among WORKERS.',
    '64',
  ),
  UPSTREAM_MAX_FEEDS: v(
    integer(1, 10_000),
    "Event feeds of the upstream at once, shared out evenly among WORKERS: one for each core server that is watched and, with UPSTREAM_AUTH=forward, each caller's credentials. More are refused with OVERLOADED.",
    '100',
  ),
  READ_FROM_FEED: v(
    flag(),
    "Whether queries are answered from what the upstream's event feed told, where that is fresh, instead of asking the upstream; observedAt says when it was seen.",
    'off',
  ),
  CORE_SERVERS: v(
    coreServers(),
    "Core servers of a UPSTREAM_URL, each as slug=id, separated by commas, so that either reference means the same one. Unset: each reference stands for itself; the embedded server's are known.",
  ),
  PRESETS_FILE: v(
    text(),
    'A JSON file of the statuses that people choose from, for a UPSTREAM_URL. Unset: none; the embedded server has its own.',
  ),
  AUTH: v(
    choice('none', 'jwt'),
    'Who may call. none: whoever can connect; jwt: who brings a bearer token. Unset: none on a loopback HOST; elsewhere it must be said.',
  ),
  JWT_JWKS_URL: v(secureUrl(), 'For AUTH=jwt: where the keys are that sign tokens.'),
  JWT_ISSUER: v(text(), 'For AUTH=jwt: what the iss claim must be.'),
  JWT_AUDIENCE: v(text(), 'For AUTH=jwt: what the aud claim must be or hold.'),
  JWT_ALGORITHMS: v(
    choices('RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'),
    'The signature algorithms that tokens may have.',
    'RS256,PS256,ES256,EdDSA',
  ),
  JWT_CLOCK_SKEW_SECONDS: v(integer(0, 300), 'How far the clocks may be apart.', '30'),
  JWT_USERNAME_CLAIM: v(
    text(),
    'The claim that status:write:self compares with the username being set.',
    'username',
  ),
  CORS_ORIGINS: v(origins(), 'Origins whose pages may call, separated by commas.', ''),
  GRAPHIQL: v(flag(), 'GraphiQL at /graphql, and the board at /. Unset: on; off with NODE_ENV=production.'),
  INTROSPECTION: v(
    flag(),
    'Whether the schema, and names like a misspelt one, are told. Unset: on; off with NODE_ENV=production.',
  ),
  QUERY_MAX_DEPTH: v(limit(), 'Fields below one another, fragments followed.', '20'),
  QUERY_MAX_ALIASES: v(limit(), 'Aliases of an operation, fragments followed.', '100'),
  QUERY_MAX_DIRECTIVES: v(limit(), 'Directives of an operation, fragments followed.', '50'),
  QUERY_MAX_TOKENS: v(limit(), 'Tokens of a document.', '5000'),
  QUERY_MAX_COST: v(limit(), 'Calls to the upstream that one operation may make.', '1000'),
  TRUSTED_DOCUMENTS: v(
    text(),
    'A JSON file of operations by id; then no others are run. Clients send an id as documentId or as extensions.persistedQuery.sha256Hash, and no query.',
  ),
  RATE_LIMIT_PER_CALLER: v(limit(), 'Requests a minute for one caller. Unset: no limit.'),
  RATE_LIMIT_PER_ADDRESS: v(limit(), 'Requests a minute from one address (IPv6: one /64). Unset: no limit.'),
  TRUSTED_PROXIES: v(
    integer(0, 10),
    'Proxies in front that append to X-Forwarded-For; 0: the header is not believed.',
    '0',
  ),
  MAX_REQUESTS: v(limit(), 'GraphQL requests under way at once; more are refused with OVERLOADED.', '1000'),
  MAX_SUBSCRIPTIONS: v(
    limit(),
    'Subscriptions open at once, shared out evenly among WORKERS; more are refused with OVERLOADED.',
    '20000',
  ),
  MAX_SUBSCRIPTIONS_PER_CALLER: v(
    limit(),
    'Subscriptions that one caller may have open at once in one worker. Unset: no limit.',
  ),
  GATEWAY_DATA_FILE: v(
    text(),
    'Where the gateway keeps idempotency keys, for 24 hours each. Unset: they are forgotten when it ends.',
  ),
  DATA_FILE: v(text(), 'Where the embedded server keeps statuses.', 'live-status.db'),
  REST_PORT: v(port(), 'Port of the embedded server; 0 for any free one.', '58080'),
  METRICS_HOST: v(text(), 'Address for METRICS_PORT.', '127.0.0.1'),
  METRICS_PORT: v(
    port(),
    'A port of its own for /metrics. Unset: on PORT where HOST is a loopback address; elsewhere nowhere.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: v(
    httpUrl(),
    'Where traces are sent by OTLP over HTTP, such as http://127.0.0.1:4318. Unset: no traces, and no cost.',
  ),
  OTEL_SERVICE_NAME: v(text(), 'What traces call this gateway.', 'live-status-gateway'),
  LOG_LEVEL: v(
    choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'How much is logged to standard error, in JSON lines; readable on a terminal.',
    'info',
  ),
  SHUTDOWN_GRACE_MS: v(integer(0, 3_600_000), 'For what is under way when it is stopped.', '10000'),
  NODE_ENV: v(text(), 'production turns GRAPHIQL and INTROSPECTION off unless they are set.'),
};
