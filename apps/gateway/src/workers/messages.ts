import type { GatewayConfig } from '../config/gateway-config.ts';
import type { MetricsSnapshot } from '../metrics/create-metrics.ts';
import type { KnownOfUpstream } from '../people/known-of-upstream.ts';

/** What a worker needs in order to be one. */
export interface WorkerStart {
  readonly kind: 'start';
  /** Its number, from 1; one that takes another's place has the same. */
  readonly worker: number;
  readonly config: GatewayConfig;
  /** The upstream's, up to and including `communication_manager`. */
  readonly baseUrl: string;
  readonly known: KnownOfUpstream;
  /** Whether a person reads the log on a terminal. */
  readonly isTerminal: boolean;
}

/** What the primary tells a worker; with `connection` comes a socket. */
export type ToWorker =
  | WorkerStart
  | { readonly kind: 'connection' | 'stop' }
  | { readonly kind: 'granted' | 'reclaim'; readonly slots: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'counted'; readonly id: number; readonly answer: Counted }
  | { readonly kind: 'metricsText'; readonly id: number; readonly answer: string }
  | { readonly kind: 'turn'; readonly id: number; readonly isGranted: boolean }
  | { readonly kind: 'takeSnapshot'; readonly id: number };

/** What a worker tells the primary. */
export type ToPrimary =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed'; readonly connections: number }
  | { readonly kind: 'want' | 'returned'; readonly slots: number }
  | { readonly kind: 'count'; readonly id: number; readonly limit: RateLimited; readonly key: string }
  | { readonly kind: 'wantTurn'; readonly id: number; readonly key: string }
  | { readonly kind: 'turnDone'; readonly id: number }
  | { readonly kind: 'showMetrics'; readonly id: number }
  | { readonly kind: 'snapshot'; readonly id: number; readonly answer: MetricsSnapshot };

/** Who a rate limit counts. */
export type RateLimited = 'caller' | 'address';

/** What came of counting one request; undefined: it is within the limit. */
export interface Counted {
  readonly retryAfterMs: number | undefined;
}

/** Whether something is a message of the other process: nobody else can write to the channel between the two. */
export function isMessage<Message extends ToWorker | ToPrimary>(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
