import { randomBytes } from 'node:crypto';

/** What a frame is (RFC 6455 section 5.2). */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface Frame {
  readonly opcode: number;
  /** Whether its message ends with it. */
  readonly isFinal: boolean;
  readonly payload: Buffer;
}

/** A frame as clients send it: a whole message, masked (RFC 6455 section 5.3). */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ mask.readUInt8(index % 4));
  return Buffer.concat([head, mask, masked]);
}

/** Makes what takes bytes as they come from a server, and gives the frames that they complete. */
export function createFrameDecoder(): (chunk: Buffer) => Frame[] {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    for (let end = frameEnd(rest); end !== undefined; end = frameEnd(rest)) {
      const first = rest.readUInt8(0);
      const payload = rest.subarray(headLength(rest), end);
      frames.push({ opcode: first & 0x0f, isFinal: (first & 0x80) !== 0, payload });
      rest = rest.subarray(end);
    }
    return frames;
  };
}

function headLength(bytes: Buffer): number {
  const short = bytes.readUInt8(1);
  return short < 126 ? 2 : short === 126 ? 4 : 10;
}

/** Where the first frame ends, or undefined where it is not whole yet. */
function frameEnd(bytes: Buffer): number | undefined {
  if (bytes.length < 2 || bytes.length < headLength(bytes)) return undefined;
  const head = headLength(bytes);
  const short = bytes.readUInt8(1);
  const length = head === 2 ? short : head === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return bytes.length < head + length ? undefined : head + length;
}
