import { expect, test } from 'vitest';
import { CLOSINGS, restarting, subscriberExists, tryAgainLater } from './closing.ts';

test('every reason fits a close frame (RFC 6455 section 5.5)', () => {
  const all = [
    ...Object.values(CLOSINGS),
    restarting(5000),
    tryAgainLater('UPSTREAM_CONNECTION_LOST', 60_000),
    ...['1', 'x'.repeat(128), '\u{1F552}'.repeat(64), '\uD800'.repeat(128)].map(subscriberExists),
  ];
  for (const { reason } of all) expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
});
