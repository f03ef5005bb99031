const WHOLE_TEXT = 0x81;
const LENGTH_OF_16 = 126;
const LENGTH_OF_64 = 127;

/**
 * A message of text as a server sends it (RFC 6455 section 5.2): whole, not masked, not compressed. ws would write its head and what it
 * carries as two pieces, to each socket anew.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const start = length < LENGTH_OF_16 ? 2 : length < 2 ** 16 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = WHOLE_TEXT;
  if (start === 2) frame[1] = length;
  if (start === 4) {
    frame[1] = LENGTH_OF_16;
    frame.writeUInt16BE(length, 2);
  }
  if (start === 10) {
    frame[1] = LENGTH_OF_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, start, 'utf8');
  return frame;
}
