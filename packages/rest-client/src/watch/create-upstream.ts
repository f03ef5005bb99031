import type { CoreServerRef } from '@live-status/domain';
import type { BuiltRequest, Readable } from '../build-request.ts';
import type { Credentials } from '../credentials.ts';
import { decodeStatusResponse, decodeUserResponse, decodeUsersResponse } from '../decode-response.ts';
import { refusalError } from '../refusal-error.ts';
import type { RawResponse } from '../send.ts';
import type { CallOptions } from '../status-client.ts';
import { type EventFeedOptions, openEventFeed } from './event-feed.ts';
import type { Upstream } from './upstream.ts';

/** Reads something with a call of its own. */
export type ReadAlone = <T>(
  readable: Readable,
  options: CallOptions,
  decode: (request: BuiltRequest, response: RawResponse) => T,
) => Promise<T>;

/** What an {@link Upstream} is made of. */
export interface UpstreamOptions {
  readonly coreServer: CoreServerRef;
  readonly credentials: Credentials | undefined;
  readonly read: ReadAlone;
  /** A request with the same credentials: what a refusal means depends on whose they are. */
  readonly request: BuiltRequest;
  readonly feed: EventFeedOptions;
}

/** Where the event feed of an upstream is (clause EVT-1). */
export const feedUrl = (origin: string, basePath: string): string =>
  `${origin.replace(/^http/, 'ws')}${basePath}/ws/event`;

/** Makes what watching needs out of a client's calls. */
export function createUpstream({ coreServer, credentials, read, request, feed }: UpstreamOptions): Upstream {
  return {
    readStatus: (user, signal) =>
      read(
        { resource: 'status', target: { coreServer, user } },
        { credentials, signal },
        decodeStatusResponse,
      ),
    readUser: (user, signal) =>
      read({ resource: 'user', target: { coreServer, user } }, { credentials, signal }, decodeUserResponse),
    listUsers: (signal) =>
      read({ resource: 'users', coreServer }, { credentials, signal }, decodeUsersResponse),
    openFeed: (listener) => openEventFeed(feed, listener),
    denial: (status) => refusalError({ ...request, resource: 'status' }, { status, ...NO_BODY }),
  };
}

const NO_BODY: Omit<RawResponse, 'status'> = {
  header: () => undefined,
  body: new Uint8Array(),
  maxBytes: 0,
  fault: undefined,
};
