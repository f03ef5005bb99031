import { expect, test } from 'vitest';
import { parseBaseUrl } from './parse-base-url.ts';

test.each<[string | URL, string]>([
  ['http://localhost:58080/communication_manager', 'http://localhost:58080/communication_manager'],
  ['https://PBX.example:55050/communication_manager///', 'https://pbx.example:55050/communication_manager'],
  ['http://localhost', 'http://localhost'],
  ['http://localhost/a//b', 'http://localhost/a//b'],
  [new URL('http://[::1]:8080/x/'), 'http://[::1]:8080/x'],
])('PATH-1 the base of %s is %s', (value, base) => {
  const { origin, basePath } = parseBaseUrl(value);
  expect(origin + basePath).toBe(base);
  expect(origin).toBe(new URL(base).origin);
});

test.each([
  ['s3cret', 'baseUrl: expected an http or https URL, got what no URL parser reads.'],
  ['ftp://s3cret.example', 'baseUrl: expected http: or https:, got ftp:'],
  ['http://s3cret@localhost', 'baseUrl: expected no credentials in the URL; give them as credentials.'],
  ['http://:s3cret@localhost', 'baseUrl: expected no credentials in the URL; give them as credentials.'],
  ['http://localhost/?s3cret', 'baseUrl: expected no query and no fragment.'],
  ['http://localhost/#s3cret', 'baseUrl: expected no query and no fragment.'],
])('%s is refused without repeating it', (value, message) => {
  expect(() => parseBaseUrl(value)).toThrow(new TypeError(message));
});
