import { StatusError } from '@live-status/domain';
import { expect, test } from 'vitest';
import { formatProblemAnswer, Problem, problemOf } from './problem.ts';

const issue = { path: ['name'], code: 'STATUS_NAME_INVALID', message: 'name is at fault.' } as const;
const fault = (more: object) => Object.assign(new Error('secret'), more);

test('ERR-2 a body has what RFC 9457 describes, and our code', () => {
  const problem = new Problem(422, 'STATUS_NAME_INVALID', 'name is at fault.', { issues: [issue] });
  expect(JSON.parse(problem.toBody())).toEqual({
    type: 'about:blank',
    title: 'Unprocessable Content',
    status: 422,
    detail: 'name is at fault.',
    code: 'STATUS_NAME_INVALID',
    issues: [issue],
  });
});

test.each([400, 401, 403, 404, 405, 408, 412, 413, 415, 422, 426, 431, 500, 503])(
  '%i has a title',
  (status) => {
    const problem = new Problem(status, 'BAD_REQUEST', 'x');
    expect(JSON.parse(problem.toBody())).toMatchObject({ title: expect.stringMatching(/^[A-Z]/), status });
    expect(formatProblemAnswer(problem)).toMatch(/^HTTP\/1\.1 \d{3} [A-Z]/);
  },
);

test('ERR-2 an answer without the HTTP library has the headers of its problem, and its length in bytes', () => {
  const problem = new Problem(405, 'METHOD_NOT_ALLOWED', 'é', { headers: { allow: 'GET' } });
  const [head = '', body = ''] = formatProblemAnswer(problem).split('\r\n\r\n');
  expect(head.split('\r\n')).toEqual([
    'HTTP/1.1 405 Method Not Allowed',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'allow: GET',
    'connection: close',
  ]);
  expect(body).toBe(problem.toBody());
});

const own = new Problem(404, 'NOT_FOUND', 'x');

test('a problem is itself', () => {
  expect(problemOf(own)).toBe(own);
});

test.each([
  ['a refused update', StatusError.fromIssues([issue]), 422, 'STATUS_NAME_INVALID'],
  ['a refused reference', new StatusError('REFERENCE_INVALID', 'x'), 400, 'REFERENCE_INVALID'],
  [
    'another media type',
    fault({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['a body too large', fault({ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 413, 'BODY_TOO_LARGE'],
  ['another fault of the request', fault({ code: 'FST_ERR_X', statusCode: 400 }), 400, 'BAD_REQUEST'],
  ['a fault of the server with a status', fault({ statusCode: 503 }), 500, 'INTERNAL_SERVER_ERROR'],
  ['a fault of the server', fault({}), 500, 'INTERNAL_SERVER_ERROR'],
  ['null', null, 500, 'INTERNAL_SERVER_ERROR'],
  ['a string', 'secret', 500, 'INTERNAL_SERVER_ERROR'],
])('%s is answered as such, and shows nothing else', (_, error, status, code) => {
  const problem = problemOf(error);
  expect(problem).toMatchObject({ status, code });
  expect(problem.toBody()).not.toContain('secret');
});
