import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { MAX_BODY_BYTES, type RawResponse } from './send.ts';

/** At once, and in one piece: what goes in is as bounded as what comes out. */
const BOUNDS = { maxOutputLength: MAX_BODY_BYTES };
/** The largest window that decoders must support (RFC 9659): a frame that asks for more memory is refused. */
const ZSTD_BOUNDS = { ...BOUNDS, params: { [constants.ZSTD_d_windowLogMax]: 23 } };
/** More codings, one over the other, than any proxy applies. */
const MAX_CODINGS = 3;

const DECODERS: ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array> = new Map([
  ['gzip', (bytes) => gunzipSync(bytes, BOUNDS)],
  ['x-gzip', (bytes) => gunzipSync(bytes, BOUNDS)],
  // RFC 9110 section 8.4.1.2 means zlib's format; some servers leave its header out.
  ['deflate', (bytes) => (hasZlibHeader(bytes) ? inflateSync : inflateRawSync)(bytes, BOUNDS)],
  ['br', (bytes) => brotliDecompressSync(bytes, BOUNDS)],
  ['zstd', (bytes) => zstdDecompressSync(bytes, ZSTD_BOUNDS)],
]);

const hasZlibHeader = ([first = 0]: Uint8Array): boolean => (first & 0x0f) === 8;

/**
 * The body without the codings that it came in, although none was asked for (clause ERR-5); undefined where one is not
 * known, the body is not what its codings say, or it decodes to more than {@link MAX_BODY_BYTES}.
 */
export function decodeContent({ header, body }: RawResponse): Uint8Array | undefined {
  const value = header('content-encoding');
  if (value === undefined) return body;
  const codings = value
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) return undefined;
  let content = body;
  for (const coding of codings.toReversed()) {
    const decode = DECODERS.get(coding);
    if (decode === undefined) return undefined;
    try {
      content = decode(content);
    } catch {
      return undefined;
    }
  }
  return content;
}
