import { gzipSync } from 'node:zlib';
import { decodeUserStatus, STATUS_TYPES } from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawResponse } from '../test/raw-response.ts';
import { STATUS, USER } from '../test/upstream-scripts.ts';
import { MAX_BODY_BYTES } from './body-bounds.ts';
import type { BuiltRequest } from './build-request.ts';
import {
  decodeSetResponse,
  decodeStatusResponse,
  decodeUserResponse,
  decodeUsersResponse,
} from './decode-response.ts';

import { failure } from './failure.ts';
import { refusalError } from './refusal-error.ts';

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

test('a body that is not whole is what made it so', () => {
  const fault = failure('UPSTREAM_TIMEOUT', 'read');
  expect(() => decodeStatusResponse(read, { ...rawResponse(200, good), fault })).toThrow(fault);
});

test.each([300, 404, 500, 199])('a %i is the error that it stands for, whatever was asked', (status) => {
  for (const decode of [decodeStatusResponse, decodeUserResponse, decodeUsersResponse, decodeSetResponse]) {
    const request = decode === decodeSetResponse ? write : read;
    const { code, message } = refusalError(request, rawResponse(status));
    expect(() => decode(request, rawResponse(status, good))).toThrow(
      expect.objectContaining({ code, message }),
    );
  }
});

const doc = { ...USER, id: 'u-2', userName: 'doc' };

test.each([200, 203])('DIR-1 a %i with a user is that user, with a list those users', (status) => {
  expect(decodeUserResponse(read, rawResponse(status, JSON.stringify(USER)))).toEqual(USER);
  const list = JSON.stringify([USER, doc]);
  expect(decodeUsersResponse(read, rawResponse(status, list))).toEqual([USER, doc]);
});

const NO_PATH = 'must be a string that a path can hold (clause PATH-4)';

test.each([
  ['no user', 204, '', decodeUserResponse, 'without the user that was asked for.'],
  ['no list', 202, '[]', decodeUsersResponse, 'without the list of users that was asked for.'],
  [
    'no user',
    200,
    '[]',
    decodeUserResponse,
    'with JSON that is not a user: The representation must be a JSON object; got an array.',
  ],
  [
    'no list',
    200,
    '{}',
    decodeUsersResponse,
    'with JSON that is not a list of users: The list must be a JSON array; got an object.',
  ],
  [
    'no list',
    200,
    JSON.stringify([USER, { ...USER, id: '', userName: 7 }]),
    decodeUsersResponse,
    `with JSON that is not a list of users: Entry 1: id ${NO_PATH}; got another string. Entry 1: userName ${NO_PATH}; got a number.`,
  ],
])('DIR-2 %s is in a %i with the body %s', (_, status, body, decode, message) => {
  expect(() => decode(read, rawResponse(status, body))).toThrow(
    expect.objectContaining({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: `The upstream answered ${message}`,
      operation: 'read',
      upstreamStatus: status,
    }),
  );
});

test('ERR-5 a compressed answer that is longer than it may be is told so with its own bound', () => {
  const response = rawResponse(200, gzipSync('[]'), { 'content-encoding': 'gzip' });
  expect(decodeUsersResponse(read, { ...response, maxBytes: 2 })).toEqual([]);
  expect(() => decodeUsersResponse(read, { ...response, maxBytes: 1 })).toThrow('more than 1 bytes');
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
