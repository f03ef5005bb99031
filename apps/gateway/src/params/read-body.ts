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
  let waiting: PromiseWithResolvers<Uint8Array> | undefined = Promise.withResolvers<Uint8Array>();
  const { promise } = waiting;
  let chunks: Uint8Array[] = [];
  let size = 0;
  const fail = (fault: Error) => {
    // What has come is let go: the response may read on for long, and drop the rest.
    request.off('data', onData).off('end', onEnd).off('error', onClose).off('close', onClose);
    waiting?.reject(fault);
  };
  const onData = (chunk: Uint8Array) => {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) fail(tooLarge());
  };
  // The listeners of a request that was read go with it: taking them off would cost every request. They keep nothing of the body,
  // for a request that is answered by a stream stays for long.
  const onEnd = () => {
    waiting?.resolve(Buffer.concat(chunks, size));
    waiting = undefined;
    chunks = [];
  };
  // A request that was read closes too; one whose bytes have all come may close before they were read.
  const onClose = () => {
    if (!request.readableEnded) fail(notWhole());
  };
  // Who went away while it was asked who they are says so no more.
  if (request.destroyed) onClose();
  else request.on('data', onData).on('end', onEnd).on('error', onClose).on('close', onClose);
  return promise;
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
