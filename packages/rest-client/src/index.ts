export type { BreakerOptions } from './breaker.ts';
export {
  type CallOptions,
  createStatusClient,
  type StatusClient,
  type StatusClientOptions,
} from './create-status-client.ts';
export { basicCredentials, type Credentials, credentialsFromHeader } from './credentials.ts';
export type { AttemptEvent, BreakerState, ClientHooks, RetryEvent, ShareEvent } from './hooks.ts';
export type { RetryOptions } from './retry.ts';
