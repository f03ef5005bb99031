import type { StatusError } from '@live-status/domain';
import type { Dispatcher } from 'undici';
import { MAX_BODY_BYTES } from './body-bounds.ts';
import type { BuiltRequest } from './build-request.ts';
import { CollectedBody } from './collected-body.ts';
import type { Ending, Stoppable } from './ending.ts';
import { describeCause, failure } from './failure.ts';

/** An answer as it came. */
export interface RawResponse {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
  /** The most that was to be read of it, in bytes, and is to be decoded from it. */
  readonly maxBytes: number;
  /** Why the body is not whole, where it is not. */
  readonly fault: StatusError | undefined;
}

/** How long one attempt may take, in milliseconds, and what ends it earlier. */
export interface AttemptLimits {
  readonly timeoutMs: number;
  readonly ending: Ending;
  /** Called when the request is about to leave. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * Sends a request once: the only input and output of this package. A connection whose request was not answered in full
 * is ended. Of an answer 408 nothing more is read: whatever else comes on that connection belongs to no request.
 *
 * @throws StatusError `UPSTREAM_UNREACHABLE` where the request certainly never left whole, `UPSTREAM_TIMEOUT` or
 *   `UPSTREAM_CONNECTION_LOST` where it may have, `UPSTREAM_BAD_RESPONSE` for what is not HTTP.
 *   Rejects with the reason of `ending` once that comes.
 */
export function send(
  connection: Dispatcher,
  built: Omit<BuiltRequest, 'resource' | 'credentialsOf'>,
  limits: AttemptLimits,
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const { method, path, headers, body = null } = built;
    limits.ending.throwIfOver();
    const exchange = new Exchange(built, limits, resolve, reject);
    connection.dispatch({ method, path, headers, body, headersTimeout: 0, bodyTimeout: 0 }, exchange);
  });
}

/** Why undici is to end a connection: a constant, because errors with stacks cost more than the calls that they end. */
const GIVEN_UP = new Error('given up');

type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What of a request its exchange goes by. */
type ExchangedRequest = Pick<BuiltRequest, 'operation' | 'maxAnswerBytes'>;

/** One request and what comes of it: over with whatever is first. */
class Exchange implements Dispatcher.DispatchHandler, Stoppable {
  readonly #request: ExchangedRequest;
  readonly #limits: AttemptLimits;
  readonly #resolve: (response: RawResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #body = new CollectedBody();
  #maxBytes = MAX_BODY_BYTES;
  #head: { readonly status: number; readonly headers: ResponseHeaders } | undefined;
  /** Undefined until the request leaves. */
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;

  constructor(
    request: ExchangedRequest,
    limits: AttemptLimits,
    resolve: (response: RawResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#request = request;
    this.#limits = limits;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.timeOut(), limits.timeoutMs);
    limits.ending.waitsFor = this;
  }

  /** The caller went away: what has come is not wanted any more. */
  stop(reason: unknown): void {
    this.#settle();
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
    this.#limits.onSent?.();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers };
    if (status < 300) this.#maxBytes = this.#request.maxAnswerBytes;
    if (status !== 408) return;
    this.#end();
    controller.abort(GIVEN_UP);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#body.add(chunk, this.#maxBytes)) return;
    this.#end(this.#failure('UPSTREAM_BAD_RESPONSE'));
    controller.abort(GIVEN_UP);
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (!this.#isOver) this.#end(this.#classify(error));
  }

  #settle(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#limits.ending.waitsFor = undefined;
  }

  /** Settles the call. With the head of an answer a fault is only that its body is not whole. */
  #end(fault?: StatusError): void {
    this.#settle();
    if (this.#head === undefined) {
      this.#reject(fault);
      return;
    }
    const { status, headers } = this.#head;
    const header = (name: string) => {
      const value = headers[name];
      return typeof value === 'object' ? value[0] : value;
    };
    this.#resolve({ status, header, body: this.#body.bytes, maxBytes: this.#maxBytes, fault });
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
    return failure(code, this.#request.operation, { cause, upstreamStatus: this.#head?.status });
  }
}
