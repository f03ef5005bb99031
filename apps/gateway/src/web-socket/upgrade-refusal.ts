import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { StatusError, type StatusErrorCode } from '@live-status/domain';
import { endLingering } from '@live-status/rest-server/lingering';
import { ANSWER_HEADERS } from '../doors/answer-headers.ts';
import { refusal } from '../errors/refusal.ts';
import { formatResult } from '../pipeline/format-result.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import { shownResult } from './shown-result.ts';

/** Why a connection does not go on as a WebSocket, and how HTTP says so. */
export interface UpgradeRefusal {
  readonly status: number;
  readonly code: StatusErrorCode;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers as HTTP does, with an error like any other, and hangs up. */
export function refuseUpgrade(
  socket: Socket,
  { status, code, message, headers = {} }: UpgradeRefusal,
  record: RequestRecord,
  pipeline: Pipeline,
): void {
  const error = refusal(new StatusError(code, message), status);
  const body = formatResult(shownResult(pipeline, record, failedResult(error)));
  const lines = Object.entries({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': record.requestId,
    ...Object.fromEntries(ANSWER_HEADERS),
    ...headers,
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // HTTP has let go of the connection: nobody else listens to it or reads what still comes.
  socket.on('error', () => socket.destroy()).resume();
  endLingering(socket, `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  pipeline.observe(record, status);
}
