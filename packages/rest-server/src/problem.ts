import { isStatusError, type StatusErrorCode, type StatusIssue } from '@live-status/domain';

/** The codes of this server's error bodies: the domain's, and HTTP's own faults. */
export type ProblemCode =
  | StatusErrorCode
  | 'BAD_REQUEST'
  | 'METHOD_NOT_ALLOWED'
  | 'UPGRADE_REQUIRED'
  | 'REQUEST_TIMEOUT'
  | 'BODY_TOO_LARGE'
  | 'HEADERS_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'MALFORMED_JSON';

const STATUS_TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  426: 'Upgrade Required',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** A request that is answered with an error body (clause ERR-2). */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly issues: readonly StatusIssue[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: ProblemCode,
    detail: string,
    more: {
      readonly issues?: readonly StatusIssue[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.issues = more.issues;
    this.headers = more.headers ?? {};
  }

  /** The body as RFC 9457 describes it. */
  toBody(): string {
    const { status, code, issues, message: detail } = this;
    return JSON.stringify({
      type: 'about:blank',
      title: STATUS_TITLES[status],
      status,
      detail,
      code,
      issues,
    });
  }
}

/** The whole answer, for a request that is answered without the HTTP library and ends its connection. */
export function formatProblemAnswer(problem: Problem): string {
  const body = problem.toBody();
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_TITLES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

const FASTIFY_PROBLEMS: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'The body must be application/json in UTF-8.',
  ),
  FST_ERR_CTP_BODY_TOO_LARGE: new Problem(
    413,
    'BODY_TOO_LARGE',
    'The body is larger than this server takes.',
  ),
};

/** The problem that an error is to its caller; a fault of the server itself is masked. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isStatusError(error)) {
    const status = error.code === 'REFERENCE_INVALID' ? 400 : 422;
    return new Problem(status, error.code, error.message, { issues: error.issues });
  }
  const { code, statusCode } =
    typeof error === 'object' && error !== null ? (error as Partial<FastifyFault>) : {};
  const known = FASTIFY_PROBLEMS[code ?? ''];
  if (known !== undefined) return known;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem(400, 'BAD_REQUEST', 'The request cannot be read as HTTP.');
  return new Problem(500, 'INTERNAL_SERVER_ERROR', 'A fault of this server; nothing was changed.');
}

interface FastifyFault {
  readonly code: string;
  readonly statusCode: number;
}
