import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ChunkOf } from './chunk-of.ts';
import { COMMENT } from './frames.ts';
import type { Sink } from './sink.ts';

/**
 * An answer whose head was sent. Once nothing of it waits in the answer itself, chunks go to the socket as they are: the answer would write
 * each in three pieces, and make what it needs for that anew for every stream.
 */
export class ResponseSink implements Sink {
  readonly #response: ServerResponse;
  readonly #chunkOf: ChunkOf;
  #waiting: (() => void)[] | undefined;
  #hasSocket = false;

  constructor(response: ServerResponse, chunkOf: ChunkOf) {
    this.#response = response;
    this.#chunkOf = chunkOf;
  }

  get isReady(): boolean {
    const { socket } = this.#response;
    return !this.#response.writableNeedDrain && socket?.writableNeedDrain !== true;
  }

  get isClosed(): boolean {
    return this.#response.writableEnded || this.#response.destroyed;
  }

  whenReady(): Promise<void> {
    return new Promise((resolve) => {
      // Most readers are never waited for.
      this.#waiting ??= this.#listen();
      this.#waiting.push(resolve);
      this.#listenTo(this.#response.socket);
    });
  }

  write(frame: string | Uint8Array): void {
    if (this.isClosed) return;
    const socket = this.#ownSocket();
    if (socket === undefined) this.#response.write(frame);
    else socket.write(this.#response.chunkedEncoding ? this.#chunkOf(frame) : frame);
  }

  beat(): void {
    const { writableLength, socket } = this.#response;
    if (writableLength === 0 && socket?.writableLength === 0) this.write(COMMENT);
  }

  end(): void {
    if (!this.isClosed) this.#response.end();
    this.#wake();
  }

  /** Undefined while an earlier answer has the connection, or some of this one waits elsewhere. */
  #ownSocket(): Socket | undefined {
    const { socket, writableLength } = this.#response;
    return socket !== null && writableLength === socket.writableLength ? socket : undefined;
  }

  #listen(): [] {
    this.#response.on('drain', this.#look).on('close', this.#look);
    return [];
  }

  /** The socket outlives the answer, and belongs to it only once earlier ones are done. */
  #listenTo(socket: Socket | null): void {
    if (this.#hasSocket || socket === null) return;
    this.#hasSocket = true;
    socket.on('drain', this.#look);
    this.#response.once('close', () => socket.off('drain', this.#look));
  }

  readonly #look = (): void => {
    if (this.isClosed || this.isReady) this.#wake();
  };

  #wake(): void {
    for (const resolve of this.#waiting?.splice(0) ?? []) resolve();
  }
}
