import type { Duplex } from 'node:stream';
import { endLingering } from './lingering.ts';
import { formatProblemAnswer, Problem } from './problem.ts';

const PROBLEMS: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'REQUEST_TIMEOUT', 'The request did not arrive in time.'),
  HPE_HEADER_OVERFLOW: new Problem(
    431,
    'HEADERS_TOO_LARGE',
    'The headers of the request are larger than this server takes.',
  ),
};
const UNREADABLE = new Problem(400, 'BAD_REQUEST', 'The request cannot be read as HTTP.');

/** Answers a request that never became one, with an error body like any other (clause ERR-2), and hangs up. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const problem = PROBLEMS[error.code ?? ''] ?? UNREADABLE;
  endLingering(socket, formatProblemAnswer(problem));
}
