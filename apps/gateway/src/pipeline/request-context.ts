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

/** What the resolvers of one request are given. */
export class RequestContext implements GatewayContext {
  readonly parts: GatewayParts;
  readonly caller: Caller;
  readonly takenAt: Date;
  readonly #record: RequestRecord;
  readonly #forwards: boolean;
  #lists: Map<string, Promise<UserList>> | undefined;

  constructor(record: RequestRecord, parts: GatewayParts, upstreamAuth: 'forward' | 'service') {
    this.parts = parts;
    this.caller = record.caller;
    this.takenAt = record.takenAt;
    this.#record = record;
    this.#forwards = upstreamAuth === 'forward';
  }

  get callerKey(): string {
    return this.#record.identity ?? ANYBODY;
  }

  callOptions(operation: Operation): CallOptions {
    const { incoming, requestId, span } = this.#record;
    const own: CallOptions = { signal: incoming.signal, requestId, ...span?.context };
    if (!this.#forwards) return own;
    return { ...own, credentials: callersCredentials(incoming.header('authorization'), operation) };
  }

  asker(): Asker {
    const options = this.callOptions('read');
    return { options, credentialsKey: this.#forwards ? this.callerKey : OWN };
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
