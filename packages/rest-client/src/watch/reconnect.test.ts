import { expect, test } from 'vitest';
import { reconnectDelayMs } from './reconnect.ts';

test.each([
  [{}, 1, 0, 0],
  [{}, 1, 1, 250],
  [{}, 2, 0.5, 250],
  [{}, 4, 1, 2000],
  [{}, 50, 1, 30_000],
  [{}, 5000, 0.5, 15_000],
  [{ initialDelayMs: 1, maxDelayMs: 5 }, 3, 1, 4],
  [{ initialDelayMs: 1, maxDelayMs: 5 }, 4, 1, 5],
])('with %o after %d failures and the random number %d one waits %d ms', (options, failures, random, ms) => {
  expect(reconnectDelayMs(options, failures, random)).toBe(ms);
});
