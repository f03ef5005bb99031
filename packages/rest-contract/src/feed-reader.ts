import type { Duplex } from 'node:stream';
import { createWaitingRoom } from './waiting-room.ts';
import { createFrameDecoder, encodeFrame, type Frame, OPCODES } from './websocket-frames.ts';

/** A connection of an event feed, frame by frame: what it sends, and whether it answers, is its owner's choice. */
export interface FeedReader {
  /** Every text message until now, as JSON. */
  readonly messages: readonly unknown[];
  /** How many pings have come. */
  readonly pings: number;
  /** Resolves with the message at an index, once it has come; rejects where the connection ends before. */
  message(index: number): Promise<unknown>;
  /** Sends a text; what is no text goes out as JSON. */
  say(message: unknown): void;
  /** Sends a frame as it stands. */
  send(opcode: number, payload: Buffer): void;
  /**
   * Resolves once the server has taken all that was sent before; all that it sent before that has come then. It is asked
   * with a ping, which it answers in its turn.
   */
  settle(): Promise<void>;
  /** The code that the server ended the connection with; 1006 where it gave none, 1005 where it gave an empty one. */
  readonly closed: Promise<number>;
  /** For what no reader should do. */
  readonly socket: Duplex;
}

/** Makes the reader on a connection that was upgraded; `head` is what came with the answer. */
export function createFeedReader(socket: Duplex, head: Buffer, answersPings: boolean): FeedReader {
  const decode = createFrameDecoder();
  const room = createWaitingRoom();
  const { promise: closed, resolve: close } = Promise.withResolvers<number>();
  const messages: unknown[] = [];
  const counts = { pings: 0, pongs: 0, settling: 0 };
  let partial: Buffer[] = [];
  let code = 1006;
  const send = (opcode: number, payload: Buffer) => void socket.write(encodeFrame(opcode, payload));
  const receive = ({ opcode, isFinal, payload }: Frame) => {
    switch (opcode) {
      case OPCODES.ping:
        counts.pings += 1;
        if (answersPings) send(OPCODES.pong, payload);
        return;
      case OPCODES.pong:
        counts.pongs += 1;
        return;
      case OPCODES.close:
        code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
        return send(OPCODES.close, payload);
    }
    partial.push(payload);
    if (!isFinal) return;
    messages.push(JSON.parse(Buffer.concat(partial).toString('utf8')));
    partial = [];
  };
  const read = (chunk: Buffer) => {
    for (const frame of decode(chunk)) receive(frame);
    room.look();
  };
  // A reset is one of the ways in which a server hangs up; `close` follows.
  socket.on('error', () => {}).on('data', read);
  socket.on('end', () => socket.end());
  socket.once('close', () => {
    room.end(new Error(`The connection ended with ${code}.`));
    close(code);
  });
  read(head);
  return {
    messages,
    get pings() {
      return counts.pings;
    },
    async message(index) {
      await room.until(() => messages.length > index);
      return messages[index];
    },
    say: (message) =>
      send(OPCODES.text, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message))),
    send,
    settle() {
      counts.settling += 1;
      const turn = counts.settling;
      send(OPCODES.ping, Buffer.alloc(0));
      return room.until(() => counts.pongs >= turn);
    },
    closed,
    socket,
  };
}
