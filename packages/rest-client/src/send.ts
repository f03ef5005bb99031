import type { StatusError } from '@live-status/domain';
import { type Dispatcher, request } from 'undici';
import type { BuiltRequest } from './build-request.ts';
import { describeCause, failure } from './failure.ts';
import { raceAbort } from './single-flight.ts';

/** The most that is read of a body, in bytes (clause ERR-2). */
export const MAX_BODY_BYTES = 65_536;

/** An answer as it came. */
export interface RawResponse {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
  /** Why the body is not whole, where it is not. */
  readonly fault: StatusError | undefined;
}

/** How long one attempt may take, in milliseconds, and what ends it earlier. */
export interface AttemptLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when the request is about to leave. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * Sends a request once: the only input and output of this package.
 *
 * @throws StatusError `UPSTREAM_UNREACHABLE` where nothing was ever sent, `UPSTREAM_TIMEOUT` or
 *   `UPSTREAM_CONNECTION_LOST` where something was, `UPSTREAM_BAD_RESPONSE` for what is not HTTP.
 *   Rejects with the signal's reason once that aborts.
 */
export async function send(
  agent: Dispatcher,
  built: BuiltRequest,
  limits: AttemptLimits,
): Promise<RawResponse> {
  const { signal, timeoutMs, onSent } = limits;
  signal.throwIfAborted();
  const attempt = new AbortController();
  const cancel = () => attempt.abort(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    attempt.abort();
  }, timeoutMs);
  let sent = false;
  const judge = (error: unknown, upstreamStatus?: number): StatusError => {
    signal.throwIfAborted();
    return classify(error, built, { sent, timedOut, upstreamStatus });
  };
  try {
    const dispatcher = agent.compose(
      watchStart(() => {
        if (attempt.signal.aborted) return;
        sent = true;
        onSent?.();
      }),
    );
    const { url, method, headers, body = null } = built;
    const options = {
      method,
      headers,
      body,
      dispatcher,
      signal: attempt.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    // undici heeds a signal only once it is connected.
    const response = await raceAbort(request(url, options), attempt.signal).catch((error: unknown) => {
      throw judge(error);
    });
    const status = response.statusCode;
    const header = (name: string) => [response.headers[name]].flat()[0];
    const { bytes, error } = await readBody(response.body);
    const fault = error === undefined ? undefined : judge(error, status);
    return { status, header, body: bytes, fault };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/** Tells when a request is about to be written: before that nothing of it has left. */
function watchStart(onStart: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        onStart();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    });
}

class BodyTooLarge extends Error {}

async function readBody(
  body: Dispatcher.ResponseData['body'],
): Promise<{ bytes: Uint8Array; error?: unknown }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) throw new BodyTooLarge();
    }
    return { bytes: Buffer.concat(chunks) };
  } catch (error) {
    return { bytes: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES), error };
  }
}

interface Circumstances {
  readonly sent: boolean;
  readonly timedOut: boolean;
  readonly upstreamStatus: number | undefined;
}

function classify(cause: unknown, { operation }: BuiltRequest, circumstances: Circumstances): StatusError {
  const { sent, timedOut, upstreamStatus } = circumstances;
  const { name, code } = describeCause(cause);
  if (cause instanceof BodyTooLarge) return failure('UPSTREAM_BAD_RESPONSE', operation, { upstreamStatus });
  if (!sent) return failure('UPSTREAM_UNREACHABLE', operation, { cause });
  if (timedOut) return failure('UPSTREAM_TIMEOUT', operation, { cause, upstreamStatus });
  const unreadable =
    name === 'HTTPParserError' ||
    /^UND_ERR_(HEADERS_OVERFLOW|RES_)/.test(code) ||
    (upstreamStatus !== undefined && code === 'UND_ERR_SOCKET');
  return failure(unreadable ? 'UPSTREAM_BAD_RESPONSE' : 'UPSTREAM_CONNECTION_LOST', operation, {
    cause,
    upstreamStatus,
  });
}
