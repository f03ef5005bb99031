import {
  isStatusError,
  parseCoreServerRef,
  parseStatusUpdate,
  parseTarget,
  type User,
  type UserStatus,
} from '@live-status/domain';
import { MAX_BODY_BYTES } from './body-bounds.ts';
import {
  type BuiltRequest,
  buildRead,
  buildSet,
  type Readable,
  type RequestContext,
} from './build-request.ts';
import { createCallPolicy } from './call-policy.ts';
import { createConnect } from './connect.ts';
import { createConnections } from './connections.ts';
import {
  decodeSetResponse,
  decodeStatusResponse,
  decodeUserResponse,
  decodeUsersResponse,
} from './decode-response.ts';
import { endedBy } from './ended-by.ts';
import type { Ending } from './ending.ts';
import { type AttemptEvent, tell } from './hooks.ts';
import { parseBaseUrl } from './parse-base-url.ts';
import { type RawResponse, send } from './send.ts';
import { createSingleFlight, type SingleFlight } from './single-flight.ts';
import { judgeStale } from './stale.ts';
import type { CallOptions, StatusClient, StatusClientOptions } from './status-client.ts';
import { loadWatching } from './watch/load-watching.ts';

/** Which connection a first attempt goes out on: a read can be repeated. */
const FIRST_GOES_ON = { read: 'any', write: 'fresh' } as const;

/** Equal for reads of the same with the same credentials alone. */
const keyOf = ({ path, headers }: BuiltRequest): string => `${path}\n${headers['authorization'] ?? ''}`;

/**
 * Makes a client of one upstream.
 *
 * @throws TypeError where `baseUrl` is not an http or https URL without credentials, query and fragment.
 * @example
 * await using client = createStatusClient({ baseUrl: 'http://localhost:58080/communication_manager' });
 */
export function createStatusClient(options: StatusClientOptions): StatusClient {
  const {
    timeoutMs = 5000,
    deadlineMs = 10_000,
    maxConnections = 64,
    maxQueued = 1000,
    shareWindowMs = 100,
    hooks = {},
  } = options;
  const { origin, basePath } = parseBaseUrl(options.baseUrl);
  const connections = createConnections(createConnect({ origin, timeoutMs, ca: options.tls?.ca }));
  const { retry = {}, breaker = {} } = options;
  const policy = createCallPolicy({ deadlineMs, maxConnections, maxQueued, retry, breaker, hooks });
  const share = <T>(): SingleFlight<T> | undefined =>
    options.singleFlight === false ? undefined : createSingleFlight<T>(shareWindowMs);
  const flights = { status: share<UserStatus>(), user: share<User>(), users: share<readonly User[]>() };

  const contextOf = ({ credentials, requestId, traceparent, tracestate }: CallOptions): RequestContext => ({
    basePath,
    clientCredentials: options.credentials,
    callCredentials: credentials,
    requestId,
    traceparent,
    tracestate,
  });

  const call = <T>(
    request: BuiltRequest,
    { requestId }: CallOptions,
    ending: Ending,
    decode: (request: BuiltRequest, response: RawResponse) => T,
    onSent?: () => void,
  ): Promise<T> => {
    const { operation } = request;
    return policy.run({ operation, requestId, ending }, async ({ number, pass, leftMs }) => {
      const startedAt = performance.now();
      const ended = (code: AttemptEvent['code'], upstreamStatus: number | undefined) => {
        const durationMs = performance.now() - startedAt;
        tell(hooks.onAttempt, { operation, attempt: number, durationMs, requestId, code, upstreamStatus });
      };
      // What may prove something goes out on a connection that has nothing to hide.
      const isTrial = number > 1 || pass === 'trial';
      const connection = connections.take(isTrial ? 'new' : FIRST_GOES_ON[operation]);
      const isUsed = connection.answeredAt !== undefined;
      let isWhole = false;
      try {
        const limits = { timeoutMs: Math.min(timeoutMs, leftMs), ending, onSent };
        const response = await send(connection.client, request, limits);
        isWhole = response.fault === undefined && response.status !== 408;
        const result = decode(request, response);
        ended(undefined, response.status);
        return result;
      } catch (error) {
        if (isStatusError(error)) {
          if (isUsed) judgeStale(error);
          ended(error.code, error.upstreamStatus);
        } else {
          ended('ABORTED', undefined);
        }
        throw error;
      } finally {
        // It is kept for further requests only where that is safe.
        if (isWhole) connections.keep(connection);
        else connections.drop(connection);
      }
    });
  };

  const read = <T>(
    readable: Readable,
    options: CallOptions,
    shared: SingleFlight<T> | undefined,
    decode: (request: BuiltRequest, response: RawResponse) => T,
  ): Promise<T> => {
    const request = buildRead(contextOf(options), readable);
    const start = (ending: Ending, onSent?: () => void) => call(request, options, ending, decode, onSent);
    if (shared === undefined) return endedBy(options.signal, start);
    const onShare = () => tell(hooks.onShare, { requestId: options.requestId });
    return shared.join(keyOf(request), options.signal, start, onShare);
  };

  const watching = loadWatching({
    client: options,
    base: { origin, basePath },
    timeoutMs,
    read: (readable, options, decode) => read(readable, options, undefined, decode),
    listRequest: (coreServer, options) => buildRead(contextOf(options), { resource: 'users', coreServer }),
    keyOf,
  });

  const close = () => {
    watching.close();
    return connections.close();
  };
  return {
    async getStatus(target, options = {}) {
      const readable = { resource: 'status', target: parseTarget(target) } as const;
      return await read(readable, options, flights.status, decodeStatusResponse);
    },
    async getUser(target, options = {}) {
      const readable = { resource: 'user', target: parseTarget(target) } as const;
      return await read(readable, options, flights.user, decodeUserResponse);
    },
    async listUsers(coreServer, options = {}) {
      const readable = { resource: 'users', coreServer: parseCoreServerRef(coreServer) } as const;
      return await read(readable, options, flights.users, decodeUsersResponse);
    },
    async setStatus(target, update, options = {}) {
      const wanted = parseStatusUpdate(update);
      const whose = parseTarget(target, 'write');
      const request = buildSet(contextOf(options), whose, wanted);
      try {
        await endedBy(options.signal, (ending) => call(request, options, ending, decodeSetResponse));
      } finally {
        // Clause GET-5: for any user, because two references may mean the same one, and however the set ended.
        flights.status?.separate();
        watching.mayHaveChanged(whose.user, wanted);
      }
    },
    watchStatuses: watching.watchStatuses,
    knownStatus: (target, options) => watching.knownStatus(parseTarget(target), options),
    async checkReachable({ signal } = {}) {
      const headers = { accept: 'application/json' };
      const request = {
        operation: 'read',
        method: 'GET',
        path: `${basePath}/rest/`,
        headers,
        body: undefined,
        maxAnswerBytes: MAX_BODY_BYTES,
      } as const;
      // On a connection of its own: it waits for no turn, and no idle connection that was closed meanwhile fails it.
      const connection = connections.open();
      try {
        await endedBy(signal, (ending) => send(connection.client, request, { timeoutMs, ending }));
      } finally {
        connections.drop(connection);
      }
    },
    get breakerState() {
      return policy.breakerState();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
