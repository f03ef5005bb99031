import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestPlain,
} from 'node:http';
import { request as requestSecure } from 'node:https';

/** One request. The path goes out as it stands: `fetch` would fold `..` and encode what is not encoded. */
export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders | undefined;
  readonly body?: string | undefined;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;

/** A list of a large directory is well below it. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Sends one request on a connection of its own. Redirects are not followed. */
export async function send(origin: string, { method, path, headers = {}, body }: Outgoing): Promise<Answer> {
  const { protocol, hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const request = protocol === 'https:' ? requestSecure : requestPlain;
  const host = hostname.replace(/^\[|\]$/g, '');
  const outgoing = request({ host, port, method, path, headers, signal, agent: false }, (response) => {
    readText(response).then(
      (received) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received }),
      reject,
    );
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error(`The answer is longer than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
