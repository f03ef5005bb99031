import { gzipSync } from 'node:zlib';
import { decodeUserStatus, STATUS_TYPES } from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawResponse } from '../test/raw-response.ts';
import { STATUS } from '../test/upstream-scripts.ts';
import { MAX_BODY_BYTES } from './body-bounds.ts';
import type { BuiltRequest } from './build-request.ts';
import { decodeSetResponse, decodeStatusResponse } from './decode-response.ts';
import { failure } from './failure.ts';
import type { RawResponse } from './send.ts';

const common = {
  path: '/',
  headers: {},
  body: undefined,
  credentialsOf: 'client',
  maxAnswerBytes: MAX_BODY_BYTES,
} as const;
const read: BuiltRequest = { ...common, resource: 'status', operation: 'read', method: 'GET' };
const write: BuiltRequest = { ...common, resource: 'set', operation: 'write', method: 'POST' };
const good = JSON.stringify(STATUS);

/** The error that both decoders make of the same answer, apart from what is a read's or a write's own. */
function refusalOf(response: RawResponse, credentialsOf: 'client' | 'caller' = 'client'): unknown {
  const errors: unknown[] = [];
  for (const decode of [
    () => decodeStatusResponse({ ...read, credentialsOf }, response),
    () => decodeSetResponse({ ...write, credentialsOf }, response),
  ]) {
    try {
      decode();
    } catch (error) {
      errors.push(error);
    }
  }
  const [ofRead, ofWrite] = errors;
  expect(ofRead).toMatchObject({ operation: 'read', outcome: undefined });
  expect(ofWrite).toMatchObject({ operation: 'write', message: Object(ofRead).message });
  return ofWrite;
}

test.each([200, 203])('GET-1 a %i with a representation is a status', (status) => {
  expect(decodeStatusResponse(read, rawResponse(status, good))).toEqual(STATUS);
});

test.each([200, 201, 202, 204, 205, 299])('SET-7 a %i is applied, whatever its body', (status) => {
  const cutOff = { ...rawResponse(status, '{'), fault: failure('UPSTREAM_TIMEOUT', 'write') };
  expect(decodeSetResponse(write, cutOff)).toBeUndefined();
});

test.each<[string, number, string | Uint8Array, Record<string, string>, RegExp]>([
  ['204', 204, '', {}, /^The upstream answered without the status that was asked for\.$/],
  ['206', 206, good, {}, /without the status/],
  ['299', 299, good, {}, /without the status/],
  [
    'what is said to be gzip and is not',
    200,
    good,
    { 'content-encoding': 'gzip' },
    /^The upstream's answer is compressed in a way that cannot be read, or decodes to more than 65536 bytes\.$/,
  ],
  ['nothing', 200, '', {}, /^The upstream answered with something that is not JSON: is a proxy/],
  ['bytes that are no UTF-8', 200, Uint8Array.of(0x22, 0xff, 0x22), {}, /not JSON/],
  [
    'null',
    200,
    'null',
    {},
    /^The upstream answered with JSON that is not a status: The representation must be a JSON object; got null\.$/,
  ],
  [
    'an unknown type',
    200,
    good.replace('away', 'busy'),
    {},
    /not a status: type must be one of available, .*; got another string\.$/,
  ],
  [
    'two wrong properties',
    200,
    good.replace('true', '"s3cret"').replace(':-1', ':"s3cret"'),
    {},
    /not a status: returnTime must be an integer .*; got a string\. userCreated must be true or false; got a string\.$/,
  ],
])('REP-5 a GET answered with %s is unreadable', (_, status, body, headers, message) => {
  expect(() => decodeStatusResponse(read, rawResponse(status, body, headers))).toThrow(
    expect.objectContaining({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: expect.stringMatching(message),
      operation: 'read',
      upstreamStatus: status,
    }),
  );
});

test('ERR-5 a status that was compressed although that was not asked for is read', () => {
  const response = rawResponse(200, gzipSync(good), { 'content-encoding': 'gzip' });
  expect(decodeStatusResponse(read, response)).toEqual(STATUS);
});

test('ERR-5 what a compressed refusal says is understood', () => {
  const body = gzipSync('{"code":"USER_NOT_FOUND"}');
  expect(refusalOf(rawResponse(404, body, { 'content-encoding': 'gzip' }))).toMatchObject({
    code: 'USER_NOT_FOUND',
  });
});

test('a body that is not whole is what made it so', () => {
  const fault = failure('UPSTREAM_TIMEOUT', 'read');
  expect(() => decodeStatusResponse(read, { ...rawResponse(200, good), fault })).toThrow(fault);
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

test('REP-1 every representation reads back as it was written, and no other body is taken for one', () => {
  const text = fc.string({ unit: 'binary' });
  const representation = fc.record({
    id: text,
    configurationId: text,
    name: text,
    type: fc.constantFrom(...STATUS_TYPES),
    note: text,
    returnTime: fc.integer(),
    userCreated: fc.boolean(),
  });
  fc.assert(
    fc.property(representation, (status) => {
      expect(decodeStatusResponse(read, rawResponse(200, JSON.stringify(status)))).toEqual(status);
    }),
  );
  fc.assert(
    fc.property(fc.json(), (body) => {
      fc.pre(!decodeUserStatus(JSON.parse(body)).ok);
      expect(() => decodeStatusResponse(read, rawResponse(200, body))).toThrow('not a status');
    }),
  );
});
