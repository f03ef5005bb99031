import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { latestResponse } from './latest-response.ts';

/** How much of what still comes after an answer is read and dropped, in bytes. */
export const MAX_DROPPED_BYTES: number = 16 * 1024 * 1024;
/** For how long it is waited for, in milliseconds: in all, and for the next byte. */
export const LINGER_MS = 30_000;
export const SILENCE_MS = 2000;

/**
 * A response that may end before its request has come (clause ERR-6): it is sent at once, and the rest of the request is
 * read on and dropped, up to {@link MAX_DROPPED_BYTES} and {@link LINGER_MS}. Many callers send everything before they
 * read; a connection that is closed under what they send takes the answer with it.
 *
 * @example
 * createServer({ ServerResponse: LingeringResponse }, listener).on('clientError', (_error, socket) =>
 *   endLingering(socket, 'HTTP/1.1 400 Bad Request\r\n\r\n'),
 * );
 */
export class LingeringResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  #state: 'open' | 'answered' | 'last' = register(this);

  /** As ever, but that the connection is not let go before the request has come. */
  override end(...args: readonly unknown[]): this {
    if (this.#state === 'answered' || !isStillComing(this.req)) return Reflect.apply(super.end, this, args);
    this.#state = 'answered';
    const [chunk, encoding] = args;
    const callback = args.find((argument) => typeof argument === 'function');
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk;
    if (bytes instanceof Uint8Array) {
      if (!this.headersSent) this.setHeader('content-length', bytes.byteLength);
      this.write(bytes);
    }
    this.flushHeaders();
    dropRest(this.req, () => {
      if (!this.req.complete) this.closeAfter();
      Reflect.apply(super.end, this, callback === undefined ? [] : [callback]);
    });
    return this;
  }

  /** Whether its request has come and it has not ended: what comes behind that is no part of it. */
  get isOwed(): boolean {
    return this.req.complete && !this.writableFinished && this.#state !== 'answered';
  }

  /** Whether it has said all that it says, and waits for the rest of its request. */
  get isAnswered(): boolean {
    return this.#state === 'answered' && !this.writableFinished;
  }

  /** Nothing follows this response on its connection. */
  closeAfter(): void {
    if (this.#state === 'last') return;
    if (this.#state === 'open') this.#state = 'last';
    if (!this.headersSent) this.setHeader('connection', 'close');
    this.once('finish', () => this.req.socket.destroySoon());
  }
}

/** Whether the latest request of a connection has come and has no whole answer yet. */
export const isAnswerOwed = (socket: Duplex): boolean => latestResponse.get(socket)?.isOwed === true;

function register(response: LingeringResponse): 'open' {
  latestResponse.set(response.req.socket, response);
  return 'open';
}

const encodingOf = (encoding: unknown): BufferEncoding =>
  typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';

/** Whether bytes of a request's body have not come yet. */
function isStillComing({ complete, destroyed, headers }: IncomingMessage): boolean {
  if (complete || destroyed) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Reads on and forgets, until all has come, or too much, or nothing for too long. */
function dropRest(request: IncomingMessage, done: () => void): void {
  let dropped = 0;
  const finish = () => {
    clearTimeout(silence);
    clearTimeout(patience);
    request.off('data', drop).off('close', finish).off('end', finish).off('error', finish);
    done();
  };
  const drop = (chunk: Uint8Array) => {
    dropped += chunk.byteLength;
    silence.refresh();
    if (dropped > MAX_DROPPED_BYTES) finish();
  };
  const silence = setTimeout(finish, SILENCE_MS);
  const patience = setTimeout(finish, LINGER_MS);
  request.on('data', drop).on('end', finish).on('close', finish).on('error', finish).resume();
}

/**
 * For `clientError`: answers what never became a request, or never came whole, and hangs up; what still comes meanwhile
 * is dropped. Where a request that came before is still being answered, that answer is the last; where it has its
 * answer, nothing is added to it.
 */
export function endLingering(socket: Duplex, answer: string): void {
  // The parser goes on to complain of what comes behind its first fault.
  if (socket.writableEnded || socket.destroyed) return;
  const response = latestResponse.get(socket);
  if (response?.isOwed === true) {
    response.closeAfter();
    return;
  }
  const isTold = response?.isAnswered === true || socket.writableLength > 0;
  const silence = setTimeout(() => socket.destroy(), SILENCE_MS);
  socket.once('close', () => clearTimeout(silence)).once('end', () => socket.destroy());
  socket.end(isTold ? undefined : answer);
}
