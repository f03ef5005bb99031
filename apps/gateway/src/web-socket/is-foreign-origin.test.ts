import { expect, test } from 'vitest';
import { isForeignOrigin } from './is-foreign-origin.ts';

const LET_IN = ['https://app.example'];

test.each([
  [undefined, 'live.example', false],
  ['https://live.example', 'live.example', false],
  ['https://live.example', 'live.example:443', false],
  ['http://live.example:4000', 'live.example:4000', false],
  ['http://[::1]:4000', '[::1]:4000', false],
  ['https://app.example', 'live.example', false],
  ['https://app.example:444', 'live.example', true],
  ['https://live.example', 'live.example:4000', true],
  ['https://live.example.evil.example', 'live.example', true],
  ['null', 'live.example', true],
  ['null', 'null', true],
  ['', '', true],
  ['https://live.example', undefined, true],
  ['data:text/html,x', '', true],
])('of origin %s and host %s: %s', (origin, host, expected) => {
  expect(isForeignOrigin(origin, host, LET_IN)).toBe(expected);
});
