import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { basicCredentials, credentialsFromHeader, headerOf } from './credentials.ts';

test('AUTH-1 a username and a password become the Base64 of their UTF-8', () => {
  const header = `Basic ${Buffer.from('manager:pässwörd:😀').toString('base64')}`;
  expect(headerOf(basicCredentials('manager', 'pässwörd:😀'))).toBe(header);
});

test.each([
  ['a username with a colon', 'a:b', 'x', 'A username of HTTP Basic must not hold a colon.'],
  ['a username with a line feed', 'a\n', 'x', /^A username or password .* control characters\.$/],
  ['a password with a control character', 'a', 'x\u0085', /^A username or password .* control characters\.$/],
])('AUTH-1 %s is refused, and the message does not repeat it', (_, username, password, message) => {
  expect(() => basicCredentials(username, password)).toThrow(message);
  expect(() => basicCredentials(username, password)).toThrow(TypeError);
});

test.each([
  ['Basic bWFuYWdlcg==', 'Basic bWFuYWdlcg=='],
  ['basic   bWFuYWdlcg==  ', 'Basic bWFuYWdlcg=='],
  ['BASIC a+/9', 'Basic a+/9'],
])('AUTH-1 the header %j is forwarded as %j', (header, forwarded) => {
  const credentials = credentialsFromHeader(header);
  expect(credentials && headerOf(credentials)).toBe(forwarded);
});

test.each([
  '',
  'Basic',
  'Basic ',
  'Bearer abc',
  'Basic a b',
  'x Basic YQ==',
  'Basic YQ==\r\nx: y',
  'Basic YQ===',
])('the header %j holds no credentials of HTTP Basic', (header) => {
  expect(credentialsFromHeader(header)).toBeUndefined();
});

test('credentials show nothing, however they are looked at, and cannot be changed', () => {
  const credentials = basicCredentials('manager', 's3cret');
  const shown = inspect(credentials, { depth: Infinity, showHidden: true }) + JSON.stringify(credentials);
  expect(shown).toBe(`{ scheme: 'Basic' }{"scheme":"Basic"}`);
  expect(Object.isFrozen(credentials)).toBe(true);
});

test('an object that only looks like credentials has no header', () => {
  expect(headerOf({ scheme: 'Basic' })).toBeUndefined();
});
