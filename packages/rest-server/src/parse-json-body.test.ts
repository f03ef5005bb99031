import { expect, test } from 'vitest';
import { parseJsonBody } from './parse-json-body.ts';

const parse = (body: string | Uint8Array, contentType: string | undefined = 'application/json') =>
  parseJsonBody(contentType, Buffer.from(body));

test.each([
  ['an object', '{"name":"Frühstück"}', { name: 'Frühstück' }],
  ['an array', '[1]', [1]],
  ['null', 'null', null],
  ['an object behind a byte order mark', '\uFEFF{}', {}],
  ['an escaped lone surrogate', '"\\ud800"', '\ud800'],
])('%s is read', (_, body, value) => {
  expect(parse(body)).toEqual(value);
});

test('__proto__ is a property like any other', () => {
  const value = parse('{"__proto__":{"name":"Lunch"}}');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(value).not.toHaveProperty('name');
});

test.each([
  undefined,
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'application/json; CHARSET=utf8',
  'application/json; profile=x',
])('the content type %s is UTF-8', (contentType) => {
  expect(parseJsonBody(contentType, Buffer.from('{}'))).toEqual({});
});

test.each(['iso-8859-1', '"utf-16"', 'utf-8x', 'us-ascii', '""'])(
  'ERR-1 the charset %s is refused with 415',
  (charset) => {
    expect(() => parse('{}', `application/json; charset=${charset}`)).toThrow(
      expect.objectContaining({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' }),
    );
  },
);

test.each([
  ['nothing', ''],
  ['half an object', '{"name":'],
  ['two objects', '{}{}'],
  ['a comment', '{} // x'],
  ['what is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ['UTF-16', Buffer.from('{}', 'utf16le')],
])('ERR-1 %s is refused with 412', (_, body) => {
  expect(() => parse(body)).toThrow(expect.objectContaining({ status: 412, code: 'MALFORMED_JSON' }));
});
