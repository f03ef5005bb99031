import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import type { RawResponse } from './send.ts';

/** At once, and in one piece: what goes in is as bounded as what comes out. */
interface Bounds {
  readonly maxOutputLength: number;
}
/** The largest window that decoders must support (RFC 9659): a frame that asks for more memory is refused. */
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };
/** More codings, one over the other, than any proxy applies. */
const MAX_CODINGS = 3;

type Decode = (bytes: Uint8Array, bounds: Bounds) => Uint8Array;

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  // RFC 9110 section 8.4.1.2 means zlib's format; some servers leave its header out.
  ['deflate', (bytes, bounds) => (hasZlibHeader(bytes) ? inflateSync : inflateRawSync)(bytes, bounds)],
  ['br', brotliDecompressSync],
  ['zstd', (bytes, bounds) => zstdDecompressSync(bytes, { ...bounds, ...ZSTD_WINDOW })],
]);

const hasZlibHeader = ([first = 0]: Uint8Array): boolean => (first & 0x0f) === 8;

/**
 * The body without the codings that it came in, although none was asked for (clause ERR-5); undefined where one is not
 * known, the body is not what its codings say, or it decodes to more than what bounds the body itself.
 */
export function decodeContent({ header, body, maxBytes }: RawResponse): Uint8Array | undefined {
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
      content = decode(content, { maxOutputLength: maxBytes });
    } catch {
      return undefined;
    }
  }
  return content;
}
