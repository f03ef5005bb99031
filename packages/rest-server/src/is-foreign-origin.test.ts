import { expect, test } from 'vitest';
import { isForeignOrigin } from './is-foreign-origin.ts';

test.each([
  [undefined, 'localhost:58080', false],
  ['http://localhost:58080', 'localhost:58080', false],
  ['HTTP://LOCALHOST:58080', 'LocalHost:58080', false],
  ['ws://localhost:58080', 'localhost:58080', false],
  ['https://pbx.example', 'pbx.example', false],
  ['https://pbx.example', 'pbx.example:443', false],
  ['http://pbx.example:80', 'pbx.example', false],
  ['http://[::1]:58080', '[::1]:58080', false],
  ['http://localhost:58080', 'localhost:58081', true],
  ['http://localhost', 'localhost:58080', true],
  ['http://127.0.0.1:58080', 'localhost:58080', true],
  ['https://pbx.example', 'pbx.example:80', true],
  ['https://evil.example', 'pbx.example', true],
  ['https://pbx.example.evil.example', 'pbx.example', true],
  ['https://pbx.example@evil.example', 'pbx.example', true],
  ['https://evil.example, https://pbx.example', 'pbx.example', true],
  ['chrome-extension://abcdef', 'abcde', true],
  ['null', 'pbx.example', true],
  ['', 'pbx.example', true],
  ['file://', '', true],
  ['file://', undefined, true],
  ['https://pbx.example', undefined, true],
  ['https://pbx.example', 'not a host', true],
])('the origin %s at %s', (origin, host, isForeign) => {
  expect(isForeignOrigin(origin, host)).toBe(isForeign);
});
