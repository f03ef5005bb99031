import type { Operation, StatusError } from '@live-status/domain';
import type { Dispatcher } from 'undici';
import type { BuiltRequest } from './build-request.ts';
import { describeCause, failure } from './failure.ts';

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
 * Sends a request once: the only input and output of this package. A connection whose request was not answered in full
 * is ended. Of an answer 408 nothing more is read: whatever else comes on that connection belongs to no request.
 *
 * @throws StatusError `UPSTREAM_UNREACHABLE` where the request certainly never left whole, `UPSTREAM_TIMEOUT` or
 *   `UPSTREAM_CONNECTION_LOST` where it may have, `UPSTREAM_BAD_RESPONSE` for what is not HTTP.
 *   Rejects with the signal's reason once that aborts.
 */
export async function send(
  connection: Dispatcher,
  built: BuiltRequest,
  { signal, timeoutMs, onSent }: AttemptLimits,
): Promise<RawResponse> {
  signal.throwIfAborted();
  const { method, path, headers, body = null } = built;
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
  const exchange = new Exchange(built.operation, onSent, resolve, reject);
  const cancel = () => exchange.giveUp(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => exchange.timeOut(), timeoutMs);
  try {
    connection.dispatch({ method, path, headers, body, headersTimeout: 0, bodyTimeout: 0 }, exchange);
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/** Why undici is to end a connection: a constant, because errors with stacks cost more than the calls that they end. */
const GIVEN_UP = new Error('given up');

type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** One request and what comes of it: over with whatever is first. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #operation: Operation;
  readonly #onSent: (() => void) | undefined;
  readonly #resolve: (response: RawResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #head: { readonly status: number; readonly headers: ResponseHeaders } | undefined;
  /** Undefined until the request leaves. */
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;

  constructor(
    operation: Operation,
    onSent: (() => void) | undefined,
    resolve: (response: RawResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#operation = operation;
    this.#onSent = onSent;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** The caller went away: what has come is not wanted any more. */
  giveUp(reason: unknown): void {
    this.#isOver = true;
    this.#reject(reason);
    this.#controller?.abort(GIVEN_UP);
  }

  timeOut(): void {
    this.#end(this.#failure(this.#controller === undefined ? 'UPSTREAM_UNREACHABLE' : 'UPSTREAM_TIMEOUT'));
    this.#controller?.abort(GIVEN_UP);
  }

  /** The connection stands, and the request is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) {
      controller.abort(GIVEN_UP);
      return;
    }
    this.#controller = controller;
    this.#onSent?.();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers };
    if (status !== 408) return;
    this.#end();
    controller.abort(GIVEN_UP);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
    if (this.#size <= MAX_BODY_BYTES) return;
    this.#end(this.#failure('UPSTREAM_BAD_RESPONSE'));
    controller.abort(GIVEN_UP);
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (!this.#isOver) this.#end(this.#classify(error));
  }

  /** Settles the call. With the head of an answer a fault is only that its body is not whole. */
  #end(fault?: StatusError): void {
    this.#isOver = true;
    if (this.#head === undefined) {
      this.#reject(fault);
      return;
    }
    const { status, headers } = this.#head;
    const header = (name: string) => [headers[name]].flat()[0];
    const body = Buffer.concat(this.#chunks).subarray(0, MAX_BODY_BYTES);
    this.#resolve({ status, header, body, fault });
  }

  #classify(cause: Error): StatusError {
    const { name, code, syscall } = describeCause(cause);
    // An error of writing leaves the request's last bytes unsent, and what did not come whole cannot be applied.
    if (this.#controller === undefined || syscall === 'write')
      return this.#failure('UPSTREAM_UNREACHABLE', cause);
    const unreadable =
      name === 'HTTPParserError' ||
      /^UND_ERR_(HEADERS_OVERFLOW|RES_)/.test(code) ||
      (this.#head !== undefined && code === 'UND_ERR_SOCKET');
    return this.#failure(unreadable ? 'UPSTREAM_BAD_RESPONSE' : 'UPSTREAM_CONNECTION_LOST', cause);
  }

  #failure(code: Parameters<typeof failure>[0], cause?: Error): StatusError {
    return failure(code, this.#operation, { cause, upstreamStatus: this.#head?.status });
  }
}
