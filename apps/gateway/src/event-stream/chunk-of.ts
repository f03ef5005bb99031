/** A frame as one chunk of a chunked answer (RFC 9112 section 7.1). */
export type ChunkOf = (frame: string | Uint8Array) => Uint8Array;

/** Makes a {@link ChunkOf}. What many streams are told one after another is made to a chunk once. */
export function createChunkOf(): ChunkOf {
  let last: { readonly frame: string | Uint8Array; readonly chunk: Uint8Array } | undefined;
  return (frame) => {
    if (last?.frame !== frame) last = { frame, chunk: chunkOf(frame) };
    return last.chunk;
  };
}

const LINE_BREAK = Buffer.from('\r\n');

function chunkOf(frame: string | Uint8Array): Uint8Array {
  const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
  return Buffer.concat([Buffer.from(`${bytes.byteLength.toString(16)}\r\n`), bytes, LINE_BREAK]);
}
