import { type CoreServerRef, type Operation, StatusError } from '@live-status/domain';
import { type CallOptions, credentialsFromHeader } from '@live-status/rest-client';
import type { Asker } from '../people/directory.ts';
import { UserList } from '../people/user-list.ts';
import type { Caller } from '../schema/access.ts';
import type { GatewayContext, GatewayParts } from '../schema/context.ts';
import type { RequestRecord } from './request-record.ts';

/** Everybody of whom nobody asked who they are. */
const ANYBODY = 'anybody';
/** Whoever reads with the gateway's own credentials. */
const OWN = 'own';

/** What is not as it is for most requests. */
export interface RequestContextOptions {
  readonly resumeAfter?: string | undefined;
  /** Ends the calls; the request's own unless given. */
  readonly signal?: AbortSignal | undefined;
}

/** What the resolvers of one request are given. */
export class RequestContext implements GatewayContext {
  readonly parts: GatewayParts;
  readonly caller: Caller;
  readonly takenAt: Date;
  readonly resumeAfter: string | undefined;
  readonly #record: RequestRecord;
  readonly #forwards: boolean;
  readonly #signal: AbortSignal;
  #lists: Map<string, Promise<UserList>> | undefined;

  constructor(
    record: RequestRecord,
    parts: GatewayParts,
    upstreamAuth: 'forward' | 'service',
    { resumeAfter, signal = record.incoming.signal }: RequestContextOptions = {},
  ) {
    this.parts = parts;
    this.caller = record.caller;
    this.takenAt = record.takenAt;
    this.#record = record;
    this.resumeAfter = resumeAfter;
    this.#signal = signal;
    this.#forwards = upstreamAuth === 'forward';
  }

  get callerKey(): string {
    return this.#record.identity ?? ANYBODY;
  }

  callOptions(operation: Operation): CallOptions {
    const { incoming, requestId, span } = this.#record;
    const own: CallOptions = { signal: this.#signal, requestId, ...span?.context };
    if (!this.#forwards) return own;
    return { ...own, credentials: callersCredentials(incoming.header('authorization'), operation) };
  }

  get credentialsKey(): string {
    return this.#forwards ? this.callerKey : OWN;
  }

  asker(): Asker {
    return { options: this.callOptions('read'), credentialsKey: this.credentialsKey };
  }

  listUsers(coreServer: CoreServerRef): Promise<UserList> {
    this.#lists ??= new Map();
    const { coreServers, directory } = this.parts;
    const key = JSON.stringify(coreServers.identify(coreServer));
    const listing =
      this.#lists.get(key) ?? directory.list(coreServer, this.asker()).then((users) => new UserList(users));
    this.#lists.set(key, listing);
    return listing;
  }
}

function callersCredentials(
  authorization: string | null,
  operation: Operation,
): NonNullable<CallOptions['credentials']> {
  const credentials = credentialsFromHeader(authorization ?? '');
  if (credentials !== undefined) return credentials;
  const message =
    'Send an Authorization header with Basic credentials (in GraphiQL: the Headers editor); they are passed on to the upstream.';
  throw new StatusError('UNAUTHENTICATED', message, { operation });
}
