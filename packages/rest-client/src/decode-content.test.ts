import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { rawResponse } from '../test/raw-response.ts';
import { MAX_BODY_BYTES } from './body-bounds.ts';
import { decodeContent } from './decode-content.ts';

const decode = (coding: string, body: Uint8Array) =>
  decodeContent(rawResponse(200, body, { 'content-encoding': coding }));
const text = Buffer.from('{"note":"é"}');

test('a body without a coding is taken as it is', () => {
  const response = rawResponse(200, text);
  expect(decodeContent(response)).toBe(response.body);
});

test.each<[string, Uint8Array]>([
  ['identity', text],
  ['IDENTITY', text],
  ['', text],
  [' , identity', text],
  ['gzip', gzipSync(text)],
  ['X-GZip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['br', brotliCompressSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['gzip, identity, br', brotliCompressSync(gzipSync(text))],
  ['br,gzip,deflate', deflateSync(gzipSync(brotliCompressSync(text)))],
])('ERR-5 the coding %j is undone', (coding, body) => {
  expect(Buffer.from(decode(coding, body) ?? [])).toEqual(text);
});

test.each<[string, Uint8Array]>([
  ['gzip', text],
  ['gzip', gzipSync(text).subarray(0, -9)],
  ['deflate', Uint8Array.of()],
  ['br', gzipSync(text)],
  ['br, gzip', brotliCompressSync(gzipSync(text))],
  ['compress', text],
  ['x-compress', text],
  ['my-x-gzip', gzipSync(text)],
  ['constructor', text],
  ['gzip,gzip,gzip,gzip', gzipSync(gzipSync(gzipSync(gzipSync(text))))],
])('ERR-5 what is no %j, or a coding that is not known, is not read', (coding, body) => {
  expect(decode(coding, body)).toBeUndefined();
});

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
test.each(Object.entries(ENCODERS))('ERR-5 of %s at most 64 KiB come out', (coding, encode) => {
  expect(decode(coding, encode(Buffer.alloc(MAX_BODY_BYTES)))).toHaveLength(MAX_BODY_BYTES);
  expect(decode(coding, encode(Buffer.alloc(MAX_BODY_BYTES + 1)))).toBeUndefined();
  expect(decode(coding, encode(Buffer.alloc(64 * 1024 * 1024)))).toBeUndefined();
});

test.each(Object.entries(ENCODERS))(
  'DIR-2 of %s as much comes out as bounds the body, where that is more',
  (coding, encode) => {
    const body = encode(Buffer.alloc(MAX_BODY_BYTES + 1));
    const response = rawResponse(200, body, { 'content-encoding': coding });
    expect(decodeContent({ ...response, maxBytes: MAX_BODY_BYTES + 1 })).toHaveLength(MAX_BODY_BYTES + 1);
    expect(decodeContent({ ...response, maxBytes: MAX_BODY_BYTES })).toBeUndefined();
  },
);

test('ERR-5 a zstd frame that asks for a window of 128 MB is not given it', () => {
  // A frame header without a size of its own (RFC 8878 section 3.1.1.1), a window of 2^27 bytes, and one raw block.
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (27 - 10) << 3, 0x11, 0x00, 0x00, 0x61, 0x61];
  const smaller = frame.with(5, (20 - 10) << 3);
  expect(Buffer.from(decode('zstd', Uint8Array.from(smaller)) ?? []).toString()).toBe('aa');
  expect(decode('zstd', Uint8Array.from(frame))).toBeUndefined();
});
