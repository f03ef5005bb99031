import {
  isStatusError,
  parseStatusUpdate,
  parseTarget,
  type StatusTarget,
  type UserStatus,
} from '@live-status/domain';
import type { Client } from 'undici';
import { type BuiltRequest, buildRequest } from './build-request.ts';
import { createCallPolicy } from './call-policy.ts';
import { createConnect } from './connect.ts';
import { createConnections } from './connections.ts';
import { decodeSetResponse, decodeStatusResponse } from './decode-response.ts';
import { type ClientHooks, tell } from './hooks.ts';
import { parseBaseUrl } from './parse-base-url.ts';
import { type AttemptLimits, type RawResponse, send } from './send.ts';
import { createSingleFlight } from './single-flight.ts';
import { judgeStale } from './stale.ts';
import type { CallOptions, StatusClient, StatusClientOptions } from './status-client.ts';

/** Which connection a first attempt goes out on: a read can be repeated. */
const FIRST_GOES_ON = { read: 'any', write: 'fresh' } as const;

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
  const flights = options.singleFlight === false ? undefined : createSingleFlight<UserStatus>(shareWindowMs);

  const build = (target: StatusTarget, call: CallOptions, update?: ReturnType<typeof parseStatusUpdate>) =>
    buildRequest(
      {
        basePath,
        clientCredentials: options.credentials,
        callCredentials: call.credentials,
        requestId: call.requestId,
        traceparent: call.traceparent,
        tracestate: call.tracestate,
      },
      parseTarget(target, update === undefined ? 'read' : 'write'),
      update,
    );

  /** One attempt on one connection, which is kept for further ones only where that is safe. */
  const sendOnce = async (connection: Client, request: BuiltRequest, limits: AttemptLimits) => {
    let isWhole = false;
    try {
      const response = await send(connection, request, limits);
      isWhole = response.fault === undefined && response.status !== 408;
      return response;
    } finally {
      if (isWhole) connections.keep(connection);
      else connections.drop(connection);
    }
  };

  const call = <T>(
    request: BuiltRequest,
    { requestId }: CallOptions,
    signal: AbortSignal | undefined,
    decode: (request: BuiltRequest, response: RawResponse) => T,
    onSent?: () => void,
  ): Promise<T> =>
    policy.run({ operation: request.operation, requestId, signal }, async (attempt) => {
      const startedAt = performance.now();
      const ended = (
        code: Parameters<NonNullable<ClientHooks['onAttempt']>>[0]['code'],
        upstreamStatus?: number,
      ) =>
        tell(hooks.onAttempt, {
          operation: request.operation,
          attempt: attempt.number,
          durationMs: performance.now() - startedAt,
          requestId,
          code,
          upstreamStatus,
        });
      // What may prove something goes out on a connection that has nothing to hide.
      const isTrial = attempt.number > 1 || policy.breakerState() === 'half-open';
      const connection = connections.take(isTrial ? 'new' : FIRST_GOES_ON[request.operation]);
      const isUsed = connections.isUsed(connection);
      try {
        const response = await sendOnce(connection, request, {
          timeoutMs,
          signal: attempt.signal,
          onSent() {
            attempt.onSent();
            onSent?.();
          },
        });
        const result = decode(request, response);
        ended(undefined, response.status);
        return result;
      } catch (error) {
        if (isStatusError(error)) {
          if (isUsed) judgeStale(error);
          ended(error.code, error.upstreamStatus);
        } else {
          ended('ABORTED');
        }
        throw error;
      }
    });

  const close = () => connections.close();
  return {
    async getStatus(target, options = {}) {
      const request = build(target, options);
      const start = (signal: AbortSignal | undefined, onSent?: () => void) =>
        call(request, options, signal, decodeStatusResponse, onSent);
      if (flights === undefined) return start(options.signal);
      const key = `${request.path}\n${request.headers['authorization'] ?? ''}`;
      const onShare = () => tell(hooks.onShare, { requestId: options.requestId });
      return flights.join(key, options.signal, start, onShare);
    },
    async setStatus(target, update, options = {}) {
      const request = build(target, options, parseStatusUpdate(update));
      try {
        await call(request, options, options.signal, decodeSetResponse);
      } finally {
        // Clause GET-5: for any user, because two references may mean the same one, and however the set ended.
        flights?.separate();
      }
    },
    async checkReachable({ signal = new AbortController().signal } = {}) {
      const headers = { accept: 'application/json' };
      const request = {
        operation: 'read',
        method: 'GET',
        path: `${basePath}/rest/`,
        headers,
        body: undefined,
        credentialsOf: 'client',
      } as const;
      // On a connection of its own: it waits for no turn, and no idle connection that was closed meanwhile fails it.
      const connection = connections.open();
      try {
        await send(connection, request, { timeoutMs, signal });
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
