import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawResponse } from '../test/raw-response.ts';
import { decodeRefusal } from './decode-refusal.ts';

const nothing = { issues: [] };

test.each<[number, unknown, string | undefined]>([
  [404, { code: 'CORE_SERVER_NOT_FOUND' }, 'CORE_SERVER_NOT_FOUND'],
  [404, { code: 'USER_NOT_FOUND', message: 'core server' }, 'USER_NOT_FOUND'],
  [422, { code: 'STATUS_NAME_INVALID', message: 'type' }, 'STATUS_NAME_INVALID'],
  [404, { code: 'status_name_invalid' }, undefined],
  [404, { code: 404, message: 'Unknown user' }, 'USER_NOT_FOUND'],
  [422, { message: 'Invalid type' }, 'STATUS_TYPE_INVALID'],
  [422, { error: 'name?' }, 'STATUS_NAME_INVALID'],
  [422, { detail: 'the note' }, 'STATUS_NOTE_INVALID'],
  [422, { description: 'RETURNTIME' }, 'RETURN_TIME_INVALID'],
  [422, { title: 'return_time' }, 'RETURN_TIME_INVALID'],
  [422, { reason: 'return-time' }, 'RETURN_TIME_INVALID'],
  [422, { property: 'type' }, 'STATUS_TYPE_INVALID'],
  [422, { field: 'name' }, 'STATUS_NAME_INVALID'],
  [422, { message: 'Invalid', field: 'type' }, 'STATUS_TYPE_INVALID'],
  [422, { message: 'name', error: 'type' }, undefined],
  [422, { message: 7, other: 'name' }, undefined],
  [422, { message: ['name'] }, undefined],
  [422, { message: 'The username and the typed notes returned timely' }, undefined],
  [422, {}, undefined],
  [422, ['name'], undefined],
  [422, null, undefined],
  [422, 'the name', 'STATUS_NAME_INVALID'],
])('ERR-2 a %i with the JSON %j says %s', (status, body, code) => {
  const refusal = decodeRefusal(rawResponse(status, JSON.stringify(body)));
  expect(refusal).toStrictEqual(code === undefined ? nothing : { code, issues: [] });
});

test.each<[number, string, string | undefined]>([
  [404, 'Unknown coreServer', 'CORE_SERVER_NOT_FOUND'],
  [404, 'Unknown core server', 'CORE_SERVER_NOT_FOUND'],
  [404, 'unknown CORE-SERVER', 'CORE_SERVER_NOT_FOUND'],
  [404, 'core_server', 'CORE_SERVER_NOT_FOUND'],
  [404, 'No such User', 'USER_NOT_FOUND'],
  [404, 'no such username', 'USER_NOT_FOUND'],
  [404, 'No such user on this core server', undefined],
  [404, 'No such users', undefined],
  [404, 'multicore servers', undefined],
  [404, 'Not Found', undefined],
  [404, 'name', undefined],
  [422, 'user', undefined],
  [422, 'type', 'STATUS_TYPE_INVALID'],
  [422, ' \n<p>type', undefined],
  [422, 'type < 11', 'STATUS_TYPE_INVALID'],
])('ERR-2 a %i with the text %j says %s', (status, body, code) => {
  const refusal = decodeRefusal(rawResponse(status, body));
  expect(refusal).toStrictEqual(code === undefined ? nothing : { code, issues: [] });
});

test.each(['text/html', 'application/xhtml+xml', 'TEXT/HTML; charset=utf-8'])(
  'ERR-2 a body of type %s says nothing',
  (type) => {
    expect(decodeRefusal(rawResponse(422, 'the name', { 'content-type': type }))).toEqual(nothing);
  },
);

test('ERR-2 a body of another type says what its words say', () => {
  const { code } = decodeRefusal(rawResponse(422, 'the name', { 'content-type': 'text/plain' }));
  expect(code).toBe('STATUS_NAME_INVALID');
});

test('ERR-3 the issues of our own server are read by their codes alone, and the unknown are left out', () => {
  const codes = ['STATUS_NAME_INVALID', 'STATUS_TYPE_INVALID', 'STATUS_NOTE_INVALID', 'RETURN_TIME_INVALID'];
  const issues = [...codes, 'REFERENCE_INVALID', 'NOT_FOUND', 'toString', 7, ['STATUS_NAME_INVALID']].map(
    (code) => ({
      code,
      message: 's3cret',
      path: ['s3cret'],
    }),
  );
  const body = JSON.stringify({ code: 'VALIDATION_FAILED', issues: [...issues, null, 'x', {}] });
  expect(decodeRefusal(rawResponse(422, body))).toEqual({
    code: 'VALIDATION_FAILED',
    issues: [
      { path: ['name'], code: 'STATUS_NAME_INVALID', message: 'The upstream refused the name.' },
      { path: ['type'], code: 'STATUS_TYPE_INVALID', message: 'The upstream refused the type.' },
      { path: ['note'], code: 'STATUS_NOTE_INVALID', message: 'The upstream refused the note.' },
      { path: ['returnTime'], code: 'RETURN_TIME_INVALID', message: 'The upstream refused the return time.' },
      { path: [], code: 'REFERENCE_INVALID', message: 'The upstream refused the reference.' },
    ],
  });
});

test.each([
  ['a text', 'x'],
  ['an object', { code: 'STATUS_NAME_INVALID' }],
  ['nothing', undefined],
])('issues that are %s are none', (_, issues) => {
  const body = JSON.stringify({ code: 'VALIDATION_FAILED', issues });
  expect(decodeRefusal(rawResponse(422, body)).issues).toEqual([]);
});

test('ERR-2 no body at all makes the decoding throw', () => {
  const body = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(fc.constantFrom(404, 412, 422), body, (status, bytes) => {
      expect(decodeRefusal(rawResponse(status, bytes)).issues).toBeInstanceOf(Array);
    }),
  );
});
