import type { Operation } from '@live-status/domain';
import type { CallOptions, StatusClient } from '@live-status/rest-client';
import type { Caller } from './access.ts';

/** What every resolver is given with a request. */
export interface GatewayContext {
  readonly client: StatusClient;
  readonly caller: Caller;
  /** When the gateway took the request: `returnIn` is counted from here. */
  readonly takenAt: Date;
  /**
   * The options of one call to the upstream: the signal, the request id and the credentials.
   *
   * @throws StatusError `UNAUTHENTICATED` where the caller must send credentials and did not.
   */
  callOptions(operation: Operation): CallOptions;
}
