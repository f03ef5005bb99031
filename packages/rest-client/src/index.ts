export type { BreakerOptions } from './breaker.ts';
export { createStatusClient } from './create-status-client.ts';
export { basicCredentials, type Credentials, credentialsFromHeader } from './credentials.ts';
export type {
  AttemptEvent,
  BreakerState,
  ClientHooks,
  EventLagEvent,
  FeedChangeEvent,
  RetryEvent,
  ShareEvent,
  UnreadableEvent,
} from './hooks.ts';
export type { RetryOptions } from './retry.ts';
export type { CallOptions, StatusClient, StatusClientOptions } from './status-client.ts';
export type { UnreadableReason } from './watch/decode-event.ts';
export type { PollOptions } from './watch/poll-pace.ts';
export type { ReconnectOptions } from './watch/reconnect.ts';
export type { FeedState } from './watch/rounds.ts';
export type {
  StatusWatch,
  WatchEvent,
  WatchedStatus,
  WatchFailure,
  WatchResult,
} from './watch/watch-event.ts';
export type { WatchOptions } from './watch/watch-options.ts';
