import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { StatusError } from '@live-status/domain';
import { endLingering } from '@live-status/rest-server/lingering';

const ANSWERS: Readonly<Record<string, readonly [status: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The path and headers are larger than 16 kB: send a long operation by POST.',
  ],
};
const UNREADABLE = ['400 Bad Request', 'The request cannot be read as HTTP.'] as const;
const JSON_TYPE = 'application/json; charset=utf-8';

/** For `clientError`: answers what never became a request with an error like any other, and hangs up. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const [status, message] = ANSWERS[error.code ?? ''] ?? UNREADABLE;
  const body = errorBody(message);
  const head = [`HTTP/1.1 ${status}`, `content-type: ${JSON_TYPE}`, `content-length: ${body.length}`];
  endLingering(socket, `${head.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`);
}

/** Answers a request that HTTP has rules for which it breaks. */
export function answerBadRequest(response: ServerResponse, message: string): void {
  response.writeHead(400, { 'content-type': JSON_TYPE, 'cache-control': 'no-store' }).end(errorBody(message));
}

function errorBody(text: string): string {
  const { message, ...extensions } = new StatusError('BAD_USER_INPUT', text).toJSON();
  return JSON.stringify({ errors: [{ message, extensions }] });
}
