import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** What of a frame is not as usual. */
export interface FrameOptions {
  readonly opcode?: number;
  readonly isLast?: boolean;
  /** The three reserved bits (RFC 6455 section 5.2), the first of which says that a message is compressed. */
  readonly reserved?: number;
  /** What its head says of its length, whatever follows. */
  readonly length?: bigint;
}

/** A frame as servers send it, or as none should. */
export function serverFrame(
  content: string | Buffer,
  { opcode = 1, isLast = true, reserved = 0, length }: FrameOptions = {},
): Buffer {
  const payload = Buffer.from(content);
  const size = length ?? BigInt(payload.length);
  const head = Buffer.alloc(size < 126n ? 2 : size < 65_536n ? 4 : 10);
  head[0] = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = size < 126n ? Number(size) : size < 65_536n ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(Number(size), 2);
  if (head.length === 10) head.writeBigUInt64BE(size, 2);
  return Buffer.concat([head, payload]);
}

/** Stands for an upgrade, and leaves what follows to a fault: bytes on the bare socket, the first of them together with the answer. */
export const upgrades =
  (then: (socket: Duplex) => void, first: string | Buffer = '') =>
  (socket: Duplex, { headers }: IncomingMessage): void => {
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    const answer = [
      'HTTP/1.1 101 Switching Protocols',
      'upgrade: websocket',
      'connection: upgrade',
      `sec-websocket-accept: ${accept}`,
    ];
    socket.write(Buffer.concat([Buffer.from(`${answer.join('\r\n')}\r\n\r\n`), Buffer.from(first)]));
    then(socket);
  };
