import { readBody } from '../params/read-body.ts';
import type { Exchange, HeaderList } from './exchange.ts';
import { COMMENT } from './frames.ts';
import type { Sink } from './sink.ts';

/** An exchange of somebody who speaks fetch. */
export class FetchExchange implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly header: (name: string) => string | null;
  readonly remoteAddress = undefined;
  readonly signal: AbortSignal;
  /** The answer, once there is one. */
  readonly response: Promise<Response>;
  readonly #request: Request;
  readonly #respond: (response: Response) => void;
  readonly #controller = new AbortController();

  constructor(request: Request) {
    const { pathname, search } = new URL(request.url);
    this.method = request.method;
    this.path = pathname;
    this.search = search.slice(1);
    this.header = (name) => request.headers.get(name);
    this.signal = this.#controller.signal;
    this.#request = request;
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.response = promise;
    this.#respond = resolve;
    if (request.signal.aborted) this.#controller.abort();
    else request.signal.addEventListener('abort', () => this.#controller.abort(), { once: true });
  }

  readBody(): Promise<Uint8Array> {
    return readBody(this.header('content-length'), this.#request.body);
  }

  answer(status: number, headers: HeaderList, body: string): void {
    this.#respond(new Response(status === 204 ? null : body, { status, headers: listOf(headers) }));
  }

  stream(headers: HeaderList, onClose: () => void): Sink {
    const sink = new BodySink((isGone) => {
      if (isGone) this.#controller.abort();
      onClose();
    });
    if (this.signal.aborted) queueMicrotask(() => sink.fail(this.signal.reason));
    else this.signal.addEventListener('abort', () => sink.fail(this.signal.reason), { once: true });
    this.#respond(new Response(sink.body, { headers: listOf(headers) }));
    return sink;
  }
}

const listOf = (headers: HeaderList): [string, string][] => headers.map(([name, value]) => [name, value]);

/** A body that is written when it is pulled. `onClose` is told whether its reader went away. */
class BodySink implements Sink {
  readonly body: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #onClose: (isGone: boolean) => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  constructor(onClose: (isGone: boolean) => void) {
    this.#onClose = onClose;
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#wake(),
      cancel: () => this.#close(true),
    });
    this.write(COMMENT);
  }

  get isReady(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  whenReady(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  write(frame: string | Uint8Array): void {
    if (this.#isClosed) return;
    // A frame may be shared with others, and the reader may transfer what it is given.
    this.#controller?.enqueue(
      typeof frame === 'string' ? this.#encoder.encode(frame) : new Uint8Array(frame),
    );
  }

  beat(): void {
    if (this.isReady) this.write(COMMENT);
  }

  end(): void {
    if (this.#isClosed) return;
    this.#controller?.close();
    this.#close(false);
  }

  /** Nobody waits for the answer any more. */
  fail(reason: unknown): void {
    if (this.#isClosed) return;
    this.#controller?.error(reason);
    this.#close(true);
  }

  #close(isGone: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(isGone);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
