import type { QueryLimits } from '../limits/query-limits.ts';
import type { SubscriptionLimits } from '../live/subscription-limit.ts';
import type { KnownOfUpstream } from '../people/known-of-upstream.ts';
import type { TrustedDocuments } from './trusted-documents.ts';
import type { JwtAlgorithm } from './variables.ts';

/** The gateway's own credentials at the upstream. */
export interface UpstreamCredentials {
  readonly username: string;
  readonly password: string;
}

/** What a bearer token must be to be believed. */
export interface JwtConfig {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly JwtAlgorithm[];
  readonly clockSkewSeconds: number;
  /** The claim that `status:write:self` compares with the username being set. */
  readonly usernameClaim: string;
}

/** Requests a minute; undefined: no limit. */
export interface RateLimits {
  readonly perCaller: number | undefined;
  readonly perAddress: number | undefined;
}

/** Everything that the composition root needs to know. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  /** Processes that share the work; 1: the one that starts. */
  readonly workers: number;
  readonly upstream:
    | { readonly kind: 'embedded'; readonly dataFile: string; readonly port: number }
    | { readonly kind: 'remote'; readonly url: string; readonly known: KnownOfUpstream };
  readonly upstreamAuth: 'forward' | 'service';
  /** Undefined with `forward`, and for the embedded server's own. */
  readonly credentials: UpstreamCredentials | undefined;
  /** Certificate authorities in PEM, to believe the upstream by; undefined: the usual ones. */
  readonly upstreamCa: string | undefined;
  readonly upstreamTimeoutMs: number;
  readonly upstreamDeadlineMs: number;
  readonly upstreamMaxConnections: number;
  readonly upstreamMaxFeeds: number;
  /** Whether queries are answered from the feed's picture where that is fresh. */
  readonly readsFromFeed: boolean;
  /** Where idempotency keys are kept; undefined: in memory. */
  readonly gatewayDataFile: string | undefined;
  /** Undefined: whoever can connect may call. */
  readonly jwt: JwtConfig | undefined;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly queryLimits: QueryLimits;
  /** Undefined: any operation may be run. */
  readonly trustedDocuments: TrustedDocuments | undefined;
  readonly rateLimits: RateLimits;
  /** How many entries of X-Forwarded-For, counted from its end, are believed. */
  readonly trustedProxies: number;
  /** GraphQL requests under way at once. */
  readonly maxRequests: number;
  /** Subscriptions open at once. */
  readonly subscriptionLimits: SubscriptionLimits;
  /** Where /metrics is: on the gateway's own port, on another one, or nowhere. */
  readonly metrics:
    | { readonly kind: 'shared' | 'off' }
    | { readonly kind: 'own'; readonly host: string; readonly port: number };
  /** Undefined: no traces. */
  readonly tracing: { readonly endpoint: string; readonly serviceName: string } | undefined;
  readonly logLevel: string;
  readonly shutdownGraceMs: number;
}
