export type { BreakerOptions } from './breaker.ts';
export { createStatusClient } from './create-status-client.ts';
export { basicCredentials, type Credentials, credentialsFromHeader } from './credentials.ts';
export type { AttemptEvent, BreakerState, ClientHooks, RetryEvent, ShareEvent } from './hooks.ts';
export type { RetryOptions } from './retry.ts';
export type { CallOptions, StatusClient, StatusClientOptions } from './status-client.ts';
