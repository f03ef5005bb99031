import type { IncomingMessage } from 'node:http';
import { badRequest } from './bad-request.ts';

/** The most that a body may be, in bytes. */
export const MAX_BODY_BYTES = 100_000;

const tooLarge = () => badRequest('Request body too large', 413);
const notWhole = () => badRequest('The request ended before its body had come.');

/**
 * The body of a request, from its socket where it has one. What comes behind {@link MAX_BODY_BYTES} is left to the
 * response, which reads on until the caller can read.
 *
 * @throws GraphQLError 413 where the body is larger, 400 where it ends before its end.
 */
export function readBody(
  contentLength: string | null,
  source: IncomingMessage | Request['body'],
): Promise<Uint8Array> {
  if (Number(contentLength ?? 0) > MAX_BODY_BYTES) return Promise.reject(tooLarge());
  return source !== null && 'socket' in source ? readSocket(source) : readStream(source);
}

function readSocket(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const onData = (chunk: Uint8Array) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) return;
      request.off('data', onData);
      reject(tooLarge());
    };
    // The listeners go with the request. A request that is whole closes too.
    const onClose = () => {
      if (!request.complete) reject(notWhole());
    };
    request.on('data', onData).on('error', onClose).on('close', onClose);
    request.on('end', () => resolve(Buffer.concat(chunks, size)));
  });
}

async function readStream(stream: Request['body']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
  }
  return Buffer.concat(chunks);
}
