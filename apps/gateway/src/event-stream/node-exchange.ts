import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readBody } from '../params/read-body.ts';
import type { ChunkOf } from './chunk-of.ts';
import type { Exchange, HeaderList } from './exchange.ts';
import type { Head } from './form-of.ts';
import { COMMENT } from './frames.ts';
import { ResponseSink } from './response-sink.ts';
import type { Sink } from './sink.ts';

/** Looks headers up as they came from a socket. */
const lookUpIn =
  (headers: IncomingHttpHeaders) =>
  (name: string): string | null => {
    const value = headers[name];
    return typeof value === 'object' ? value.join(', ') : (value ?? null);
  };

/** What a request for this path is judged by; undefined where it is for another one. */
export function headOf({ method = '', url = '', headers }: IncomingMessage, path: string): Head | undefined {
  const isPath = url.startsWith(path) && (url.length === path.length || url[path.length] === '?');
  return isPath ? { method, search: url.slice(path.length + 1), header: lookUpIn(headers) } : undefined;
}

/** When a reader that takes nothing is cut off, and how. */
export interface Cut {
  readonly afterMs: number;
  readonly off: (socket: Socket) => void;
}

/** An exchange on a socket. */
export class NodeExchange implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly header: (name: string) => string | null;
  readonly remoteAddress: string | undefined;
  readonly signal: AbortSignal;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #cut: Cut;
  readonly #chunkOf: ChunkOf;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    { method, search, header }: Head,
    cut: Cut,
    chunkOf: ChunkOf,
  ) {
    this.method = method;
    this.path = path;
    this.search = search;
    this.header = header;
    this.remoteAddress = request.socket.remoteAddress;
    this.#request = request;
    this.#response = response;
    this.#cut = cut;
    this.#chunkOf = chunkOf;
    const controller = new AbortController();
    this.signal = controller.signal;
    response.on('close', () => {
      if (!response.writableFinished) controller.abort();
    });
  }

  readBody(): Promise<Uint8Array> {
    return readBody(this.header('content-length'), this.#request);
  }

  answer(status: number, headers: HeaderList, body: string): void {
    // RFC 9110 section 8.6: what has no content by its status has no length either.
    const length: HeaderList = status === 204 ? [] : [['content-length', String(Buffer.byteLength(body))]];
    this.#response.writeHead(status, [...length, ...headers].flat()).end(body);
  }

  stream(headers: HeaderList, onClose: () => void): Sink {
    const response = this.#response;
    const { socket } = this.#request;
    // A socket times out only where nothing at all was sent or came, and beats are sent while nothing is unsent.
    socket.setTimeout(this.#cut.afterMs);
    response.on('timeout', this.#cut.off);
    socket.setNoDelay(true);
    if (response.closed) process.nextTick(onClose);
    else response.on('close', onClose);
    response.writeHead(200, headers.flat());
    // Sent by itself, the head is made one text of the thirty pieces that it would stay for as long as the answer.
    response.flushHeaders();
    // They are known by their names already.
    this.#request.rawHeaders = [];
    // An EventSource is open when it has both.
    response.write(COMMENT);
    return new ResponseSink(response, this.#chunkOf);
  }
}
