import { gzipSync } from 'node:zlib';
import { STATUS_TYPES } from '@live-status/domain';
import { expect, test } from 'vitest';
import { rawResponse } from '../test/raw-response.ts';
import { MAX_BODY_BYTES } from './body-bounds.ts';
import type { BuiltRequest } from './build-request.ts';
import { refusalError } from './refusal-error.ts';
import type { RawResponse } from './send.ts';

const common = {
  path: '/',
  headers: {},
  body: undefined,
  credentialsOf: 'client',
  maxAnswerBytes: MAX_BODY_BYTES,
} as const;
const write: BuiltRequest = { ...common, resource: 'set', operation: 'write', method: 'POST' };
const reading = (resource: BuiltRequest['resource']): BuiltRequest => ({
  ...common,
  resource,
  operation: 'read',
  method: 'GET',
});

/** The error that a refused set is, which says what that of a refused read says. */
function refusalOf(response: RawResponse, credentialsOf: 'client' | 'caller' = 'client') {
  const ofWrite = refusalError({ ...write, credentialsOf }, response);
  const ofRead = refusalError({ ...reading('status'), credentialsOf }, response);
  expect(ofRead).toMatchObject({ operation: 'read', outcome: undefined, code: ofWrite.code });
  expect(ofWrite).toMatchObject({ operation: 'write', message: ofRead.message });
  return ofWrite;
}

test('an error tells what somebody else said, and not where the program was', () => {
  expect(refusalOf(rawResponse(404)).stack).not.toContain('\n');
});

test('ERR-5 what a compressed refusal says is understood', () => {
  const body = gzipSync('{"code":"USER_NOT_FOUND"}');
  expect(refusalOf(rawResponse(404, body, { 'content-encoding': 'gzip' }))).toMatchObject({
    code: 'USER_NOT_FOUND',
  });
});

test.each<[number, string, string, RegExp]>([
  [199, '', 'UPSTREAM_BAD_RESPONSE', /cannot be read/],
  [
    300,
    '',
    'UPSTREAM_BAD_RESPONSE',
    /^The upstream answered with a redirect \(300\), which is never followed/,
  ],
  [399, '', 'UPSTREAM_BAD_RESPONSE', /redirect \(399\)/],
  [400, 'name', 'UPSTREAM_REJECTED', /^The upstream refused the request \(400\)\.$/],
  [403, '', 'NOT_LICENSED', /^The upstream does not serve this user: .* not licensed\/full/],
  [
    404,
    '{"code":"CORE_SERVER_NOT_FOUND"}',
    'CORE_SERVER_NOT_FOUND',
    /^The upstream knows no core server with/,
  ],
  [404, '{"code":"USER_NOT_FOUND"}', 'USER_NOT_FOUND', /^The upstream knows no user with/],
  [404, '{"code":"NOT_LICENSED"}', 'NOT_FOUND', /^The upstream knows no such core server, or no such user/],
  [404, '', 'NOT_FOUND', /no such core server, or/],
  [
    408,
    'name',
    'UPSTREAM_BUSY',
    /^The upstream did not take the request in time \(408\); nothing was done\.$/,
  ],
  [412, '{"code":"STATUS_NAME_INVALID"}', 'UPSTREAM_REJECTED', /\(412\)/],
  [422, '{"code":"STATUS_NAME_INVALID"}', 'STATUS_NAME_INVALID', /^The upstream refused the name\.$/],
  [422, '{"code":"STATUS_TYPE_INVALID"}', 'STATUS_TYPE_INVALID', /^The upstream refused the type\.$/],
  [422, '{"code":"STATUS_NOTE_INVALID"}', 'STATUS_NOTE_INVALID', /^The upstream refused the note\.$/],
  [422, '{"code":"RETURN_TIME_INVALID"}', 'RETURN_TIME_INVALID', /^The upstream refused the return time\.$/],
  [422, '{"code":"VALIDATION_FAILED"}', 'VALIDATION_FAILED', /^The upstream refused several properties\.$/],
  [422, '{"code":"REFERENCE_INVALID"}', 'UPSTREAM_REJECTED', /\(422\)/],
  [422, '', 'UPSTREAM_REJECTED', /\(422\)/],
  [429, '', 'UPSTREAM_BUSY', /^The upstream is busy; nothing was done\.$/],
  [499, '', 'UPSTREAM_REJECTED', /\(499\)/],
  [500, 'name', 'UPSTREAM_ERROR', /^The upstream failed with 500\.$/],
  [503, '', 'UPSTREAM_ERROR', /503/],
  [599, '', 'UPSTREAM_ERROR', /599/],
])('a %i with the body %j is %s', (status, body, code, message) => {
  const error = refusalOf(rawResponse(status, body));
  expect(error).toMatchObject({
    code,
    message: expect.stringMatching(message),
    upstreamStatus: status,
    issues: [],
  });
});

test('ERR-3 the issues of a 422 are kept', () => {
  const body = '{"code":"STATUS_TYPE_INVALID","issues":[{"code":"STATUS_TYPE_INVALID"}]}';
  expect(refusalOf(rawResponse(422, body))).toMatchObject({
    issues: [{ path: ['type'], code: 'STATUS_TYPE_INVALID' }],
    allowed: STATUS_TYPES,
  });
});

test.each([
  ['client', 'UPSTREAM_AUTH_FAILED', "The upstream refused the gateway's own credentials."],
  ['caller', 'UNAUTHENTICATED', 'The credentials are missing, or the upstream refused them.'],
] as const)('AUTH-1 a 401 to the credentials of the %s is %s', (credentialsOf, code, message) => {
  expect(refusalOf(rawResponse(401), credentialsOf)).toMatchObject({ code, message });
});

test.each([429, 503])('a %i with Retry-After says when to come again', (status) => {
  expect(refusalOf(rawResponse(status, '', { 'retry-after': '2' }))).toMatchObject({
    code: 'UPSTREAM_BUSY',
    retryAfterMs: 2000,
    outcome: 'NOT_APPLIED',
  });
});

test.each([
  [500, 'UPSTREAM_ERROR'],
  [404, 'NOT_FOUND'],
])('a %i with Retry-After is %s all the same', (status, code) => {
  const error = refusalOf(rawResponse(status, '', { 'retry-after': '2' }));
  expect(error).toMatchObject({ code, retryAfterMs: undefined });
});

test('AUTH-2 a write that is redirected was certainly not applied', () => {
  expect(refusalOf(rawResponse(302))).toMatchObject({ outcome: 'NOT_APPLIED', retryable: false });
});

const NO_SERVER = 'The upstream knows no core server with this id or slug.';
const NO_USER = 'The upstream knows no user with this id or username on this core server.';
const NEITHER = 'The upstream knows no such core server, or no such user on it.';
const NO_LIST = 'The upstream knows no such core server, or lists no users of it.';

test.each<[BuiltRequest['resource'], string, string, string]>([
  ['user', '{"code":"CORE_SERVER_NOT_FOUND"}', 'CORE_SERVER_NOT_FOUND', NO_SERVER],
  ['user', '{"code":"USER_NOT_FOUND"}', 'USER_NOT_FOUND', NO_USER],
  ['user', 'No such user', 'USER_NOT_FOUND', NO_USER],
  ['user', '', 'NOT_FOUND', NEITHER],
  ['users', '{"code":"CORE_SERVER_NOT_FOUND"}', 'CORE_SERVER_NOT_FOUND', NO_SERVER],
  ['users', 'No such core server', 'CORE_SERVER_NOT_FOUND', NO_SERVER],
  ['users', '{"code":"USER_NOT_FOUND"}', 'NOT_FOUND', NO_LIST],
  ['users', 'No such user', 'NOT_FOUND', NO_LIST],
  ['users', '', 'NOT_FOUND', NO_LIST],
])('DIR-1 where %s was asked for, a 404 with the body %j is %s', (resource, body, code, message) => {
  expect(refusalError(reading(resource), rawResponse(404, body))).toMatchObject({
    code,
    message,
    upstreamStatus: 404,
    issues: [],
  });
});

test.each(['user', 'users'] as const)(
  'DIR-1 where %s was asked for, a 403 is about the caller: the directory needs no license',
  (resource) => {
    expect(refusalError(reading(resource), rawResponse(403))).toMatchObject({
      code: 'NOT_LICENSED',
      message: 'The upstream refused: this caller may not read the directory of users.',
    });
  },
);
