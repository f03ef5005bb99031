import { expect, test } from 'vitest';
import { createFrameDecoder, encodeFrame, OPCODES } from './websocket-frames.ts';

/** A frame as servers send it: not masked. */
function serverFrame(first: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload]);
  const head = Buffer.from(length < 65_536 ? [first, 126, 0, 0] : [first, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeUInt32BE(length, 6);
  return Buffer.concat([head, payload]);
}

const sizes = [0, 1, 125, 126, 65_535, 65_536, 70_000];

test.each(sizes)('a frame of %i bytes is read however its bytes are cut', (size) => {
  const payload = Buffer.alloc(size, 'x');
  const bytes = Buffer.concat([serverFrame(0x81, payload), serverFrame(0x8a, Buffer.from('pong'))]);
  for (const cut of [1, 2, 3, 9, 10, 100, bytes.length - 1].filter((at) => at < bytes.length)) {
    const decode = createFrameDecoder();
    const frames = [...decode(bytes.subarray(0, cut)), ...decode(bytes.subarray(cut))];
    expect(frames).toEqual([
      { opcode: OPCODES.text, isFinal: true, payload },
      { opcode: OPCODES.pong, isFinal: true, payload: Buffer.from('pong') },
    ]);
  }
});

test('a frame that its message goes on after says so', () => {
  const frames = createFrameDecoder()(serverFrame(0x01, Buffer.from('a')));
  expect(frames).toEqual([{ opcode: OPCODES.text, isFinal: false, payload: Buffer.from('a') }]);
});

test.each(sizes)('a client masks the %i bytes that it sends', (size) => {
  const payload = Buffer.alloc(size, 'x');
  const frame = encodeFrame(OPCODES.text, payload);
  const head = frame.length - size - 4;
  expect(frame.subarray(0, head)).toEqual(
    Buffer.from(serverFrame(0x81, payload).subarray(0, head)).fill((frame.at(1) ?? 0) | 0x80, 1, 2),
  );
  const mask = frame.subarray(head, head + 4);
  const unmasked = frame.subarray(head + 4).map((byte, index) => byte ^ mask.readUInt8(index % 4));
  expect(Buffer.from(unmasked).equals(payload)).toBe(true);
});
