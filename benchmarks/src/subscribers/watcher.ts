import { connect, type Socket } from 'node:net';
import { MARK, MARK_BYTES, type Mark, nowMicros, readMark } from './mark.ts';
import type { Tally } from './tally.ts';
import {
  clientFrame,
  frameAt,
  INIT,
  OPCODES,
  openEventStream,
  PING,
  PONG,
  subscribe,
  type Transport,
  UPGRADE,
} from './wires.ts';

/** How watchers connect. */
export interface Wire {
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
  /** A watcher is there once it has received this. */
  readonly ready: string;
}

/** All sockets of a process read into one buffer: what is not finished is copied out of it. */
const shared = Buffer.allocUnsafe(65_536);
const mark: Mark = { user: 0, turn: 0, sentMicros: 0 };
const NOTHING = Buffer.alloc(0);
const [AT = 0] = MARK;

/** One subscriber on a socket of its own, which reads no more than it must. */
export class Watcher {
  readonly #number: number;
  readonly #wire: Wire;
  readonly #tally: Tally;
  readonly #socket: Socket;
  #rest: Buffer = NOTHING;
  #isUpgraded = false;
  #onReady: (() => void) | undefined;
  /** Resolves once it is there. */
  readonly ready: Promise<void>;
  readonly closed: Promise<void>;
  isClosed = false;

  constructor(number: number, wire: Wire, tally: Tally) {
    this.#number = number;
    this.#wire = wire;
    this.#tally = tally;
    const ready = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.#onReady = ready.resolve;
    this.#socket = connect({
      host: wire.host,
      port: wire.port,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length, buffer) => {
          this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          return true;
        },
      },
    });
    this.#socket.write(wire.transport === 'sse' ? openEventStream(number) : UPGRADE);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        this.isClosed = true;
        ready.reject(new Error(`The subject closed the socket of watcher ${number}: ${this.#rest}`));
        resolve();
      });
    });
    this.#socket.on('error', () => this.#socket.destroy());
    ready.promise.catch(() => {});
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(read: Buffer): void {
    this.#tally.bytes(read.length);
    const bytes = this.#rest.length === 0 ? read : Buffer.concat([this.#rest, read]);
    const used = this.#wire.transport === 'sse' ? this.#readEvents(bytes) : this.#readFrames(bytes);
    this.#rest = used === bytes.length ? NOTHING : Buffer.from(bytes.subarray(used));
  }

  /** Looks for marks, and gives how many bytes are done with. */
  #readMarks(bytes: Buffer): number {
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at)) {
      if (bytes.length < at + MARK_BYTES) return at;
      this.#tally.sample(bytes);
      readMark(bytes, at, mark);
      this.#tally.take(this.#number, mark, nowMicros());
      at += MARK_BYTES;
    }
    return bytes[bytes.length - 1] === AT ? bytes.length - 1 : bytes.length;
  }

  #readEvents(bytes: Buffer): number {
    if (this.#onReady === undefined) return this.#readMarks(bytes);
    if (bytes.indexOf(this.#wire.ready) < 0) return 0;
    this.#isReady();
    return this.#readMarks(bytes);
  }

  #isReady(): void {
    this.#onReady?.();
    this.#onReady = undefined;
  }

  #readFrames(bytes: Buffer): number {
    let at = 0;
    if (!this.#isUpgraded) {
      const head = bytes.indexOf('\r\n\r\n');
      if (head < 0) return 0;
      this.#isUpgraded = true;
      this.#socket.write(INIT);
      at = head + 4;
    }
    for (;;) {
      const frame = frameAt(bytes, at);
      if (frame === undefined || frame.to > bytes.length) return at;
      const opcode = (bytes[at] ?? 0) & 0x0f;
      at = frame.to;
      const payload = bytes.subarray(frame.from, frame.to);
      if (opcode === OPCODES.ping) this.#socket.write(clientFrame(OPCODES.pong, payload));
      if (opcode !== OPCODES.text) continue;
      if (this.#onReady === undefined && payload.length >= 100) this.#readMarks(payload);
      else this.#converse(payload);
    }
  }

  /** Whatever is said but events, and the first of those. */
  #converse(payload: Buffer): void {
    if (this.#onReady !== undefined && payload.includes(this.#wire.ready)) {
      this.#isReady();
      this.#readMarks(payload);
    } else if (payload.includes('"connection_ack"')) {
      this.#socket.write(subscribe(this.#number));
      if (this.#wire.ready === '"pong"') this.#socket.write(PING);
    } else if (payload.includes('"ping"')) this.#socket.write(PONG);
  }
}
