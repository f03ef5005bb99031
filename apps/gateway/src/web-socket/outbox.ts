import { WebSocket } from 'ws';

/** Whether somebody still wants what was to be sent. */
export interface Wanted {
  readonly isOver: boolean;
}

/** An answer that waits until there is room for it. */
interface Waiting {
  readonly text: string;
  readonly of: Wanted;
  readonly done: () => void;
}

/** About what a message that waits costs beside its text, in bytes: an empty one is not for nothing. */
const FRAME_BYTES = 200;

/**
 * What one side of a WebSocket sends: answers one after another, each once the socket has taken what came before, so that
 * of a reader who does not read no more than one waits in the socket; and at once what the protocol itself says.
 */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #maxUnsentBytes: number;
  readonly #waiting: Waiting[] = [];
  /** For who waits until what is in the socket is taken. */
  #inSocket: (() => void) | undefined;
  /** How much was sent at once since the socket had last taken all, in bytes. */
  #piledUp = 0;
  /** How often the socket had taken all: who never reads takes nothing. */
  #timesEmpty = 0;

  constructor(socket: WebSocket, maxUnsentBytes: number) {
    this.#socket = socket;
    this.#maxUnsentBytes = maxUnsentBytes;
  }

  get isEmpty(): boolean {
    return this.#socket.bufferedAmount === 0;
  }

  get timesEmpty(): number {
    return this.#timesEmpty;
  }

  /**
   * Sends an answer in its turn; undefined where the socket took it at once, otherwise a promise for the moment at which it
   * has, or at which nobody wants it any more.
   */
  deliver(text: string, of: Wanted): Promise<void> | undefined {
    if (this.#inSocket === undefined && this.#waiting.length === 0 && this.isEmpty) {
      this.#write(text);
      if (this.isEmpty) return undefined;
      return new Promise((resolve) => {
        this.#inSocket = resolve;
      });
    }
    return new Promise((done) => {
      this.#waiting.push({ text, of, done });
    });
  }

  /** Sends what waits for nothing. Who lets too much of it pile up is cut off. */
  send(text: string): void {
    this.#write(text);
    this.#pileUp(Buffer.byteLength(text));
  }

  ping(): void {
    this.#socket.ping('', false, this.#onTaken);
  }

  pong(data: Buffer): void {
    this.#socket.pong(data, false, this.#onTaken);
    this.#pileUp(data.length);
  }

  /** The connection is over: nobody waits any more. */
  end(): void {
    const waiting = this.#waiting.splice(0);
    this.#inSocket?.();
    this.#inSocket = undefined;
    for (const { done } of waiting) done();
  }

  #write(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text, this.#onTaken);
  }

  #pileUp(bytes: number): void {
    this.#piledUp = this.isEmpty ? 0 : this.#piledUp + bytes + FRAME_BYTES;
    if (this.#piledUp > this.#maxUnsentBytes) this.#socket.terminate();
  }

  /** Called for each message that the socket has taken, or never will. */
  readonly #onTaken = (): void => {
    if (this.#socket.readyState !== WebSocket.OPEN || !this.isEmpty) return;
    this.#piledUp = 0;
    this.#timesEmpty += 1;
    this.#inSocket?.();
    this.#inSocket = undefined;
    this.#sendWaiting();
  };

  #sendWaiting(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (!next.of.isOver) this.#write(next.text);
      if (!this.isEmpty) {
        this.#inSocket = next.done;
        return;
      }
      next.done();
    }
  }
}
