import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { parseBody, parseQueryString } from './parse-params.ts';

const faultOf = (parse: () => unknown): string => {
  try {
    return JSON.stringify(parse());
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', http: { status: 400 } });
    return error.message;
  }
};

describe('a body', () => {
  test.each([
    ['{"query":"é"}', { query: 'é' }],
    ['\uFEFF{"query":"é"}', { query: 'é' }],
    ['[{"query":"é"}]', [{ query: 'é' }]],
  ])('of %j gives what it holds', (text, expected) => {
    expect(parseBody(Buffer.from(text))).toEqual(expected);
  });

  test.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.from(''), 'POST body sent invalid JSON.'],
    ['half a body', Buffer.from('{"query":'), 'POST body sent invalid JSON.'],
    ['two byte order marks', Buffer.from('\uFEFF\uFEFF{}'), 'POST body sent invalid JSON.'],
    ['Latin-1', Buffer.from('{"query":"é"}', 'latin1'), 'POST body sent invalid JSON.'],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'POST body sent invalid JSON.'],
    ['null', Buffer.from('null'), 'POST body is expected to be object but received null'],
    ['a text', Buffer.from('"x"'), 'POST body is expected to be object but received string'],
  ])('of %s is refused', (_what, body, message) => {
    expect(faultOf(() => parseBody(body))).toBe(message);
  });
});

describe('a query string', () => {
  test.each([
    ['', {}],
    ['query=%7Ba%7D&operationName=A', { query: '{a}', operationName: 'A' }],
    ['query=a+b%20c', { query: 'a b c' }],
    ['variables=%7B%22a%22:1%7D&extensions=%7B%7D', { variables: { a: 1 }, extensions: {} }],
    ['documentId=one&extensions=null', { documentId: 'one', extensions: null }],
    ['query=&variables=&_=1', {}],
    ['query=a&query=b', { query: 'a' }],
    ['variables=%7B%22__proto__%22:1%7D', { variables: JSON.parse('{"__proto__":1}') }],
    ['query=%zz%ff', { query: '%zz\uFFFD' }],
  ])('%j gives its parameters', (search, expected) => {
    expect(parseQueryString(search)).toEqual(expected);
  });

  test.each(['variables', 'extensions'])(
    'whose %s is no JSON is refused, and which it was is said',
    (name) => {
      const message = `The parameter "${name}" must be a JSON object; got what is not JSON.`;
      for (const value of ['%7Bbad', '%7B', "%7B'a':1%7D", 'undefined'])
        expect(faultOf(() => parseQueryString(`query=a&${name}=${value}`))).toBe(message);
    },
  );
});
