import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

type Encoding = 'br' | 'gzip' | 'identity';

/** A file of the page, compressed once for each encoding that somebody asks for. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  encoded(encoding: Encoding): Promise<Buffer>;
}

const compress = {
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
  identity: async (body: Buffer) => body,
};

/** An asset with a media type. */
export function createAsset(type: string, text: string): Asset {
  const body = Buffer.from(text);
  const cache = new Map<Encoding, Promise<Buffer>>();
  return {
    type,
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    encoded(encoding) {
      const made = cache.get(encoding) ?? compress[encoding](body);
      cache.set(encoding, made);
      return made;
    },
  };
}

/** The best encoding of an asset that a client accepts; `q=0` refuses one. */
export function chooseEncoding(acceptEncoding: string | null): Encoding {
  const accepted = (acceptEncoding ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}
