import type { CoreServerRef, StatusUpdate, UserRef } from '@live-status/domain';
import type { BuiltRequest } from '../build-request.ts';
import type { BaseUrl } from '../parse-base-url.ts';
import type { CallOptions, StatusClient, StatusClientOptions } from '../status-client.ts';
import { systemClock } from './clock.ts';
import { createUpstream, feedUrl, type ReadAlone } from './create-upstream.ts';
import { parseWatch } from './parse-watch.ts';
import { watchSettings } from './watch-options.ts';
import { createWatches } from './watch-statuses.ts';

/** What of a client watching needs. */
export interface WatchingOptions {
  readonly client: Pick<StatusClientOptions, 'watch' | 'hooks' | 'tls'>;
  readonly base: BaseUrl;
  readonly timeoutMs: number;
  /** Reads with a call of its own: one that others began may be older than an event that has come (clause EVT-3). */
  readonly read: ReadAlone;
  /** The request that lists a core server's users. */
  readonly listRequest: (coreServer: CoreServerRef, options: CallOptions) => BuiltRequest;
  /** Equal for requests of the same with the same credentials alone. */
  readonly keyOf: (request: BuiltRequest) => string;
}

/** The part of a client that watches. */
export interface Watching extends Pick<StatusClient, 'watchStatuses' | 'knownStatus'> {
  /** A status was set through the client, or may have been. */
  mayHaveChanged(user: UserRef, update: StatusUpdate): void;
  /** Ends every watch. */
  close(): void;
}

/** Makes the part of a client that watches. */
export function createWatching(options: WatchingOptions): Watching {
  const { client, base, timeoutMs, read } = options;
  const settings = watchSettings(client.watch);
  const { mayHaveChanged, close, watch, knownStatus } = createWatches(
    settings,
    client.hooks ?? {},
    systemClock,
  );
  const feed = {
    url: feedUrl(base.origin, base.basePath),
    ca: client.tls?.ca,
    timeoutMs,
    pingEveryMs: settings.pingEveryMs,
    clock: systemClock,
  };
  return {
    watchStatuses(wanted, { credentials, signal } = {}) {
      const parsed = parseWatch(wanted);
      const { coreServer } = parsed;
      const request = options.listRequest(coreServer, { credentials });
      const authorization = request.headers['authorization'];
      const upstream = () =>
        createUpstream({ coreServer, credentials, read, request, feed: { ...feed, authorization } });
      return watch({ ...parsed, key: options.keyOf(request), upstream, signal });
    },
    knownStatus: ({ coreServer, user }, { credentials } = {}) =>
      knownStatus(options.keyOf(options.listRequest(coreServer, { credentials })), user),
    mayHaveChanged,
    close,
  };
}
