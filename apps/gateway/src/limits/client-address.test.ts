import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const cases: [string, string | undefined, string | null, number, string][] = [
  ['the connection', '192.0.2.1', null, 0, '192.0.2.1'],
  ['nothing that the caller claims', '192.0.2.1', '198.51.100.1', 0, '192.0.2.1'],
  ['what one proxy wrote', '192.0.2.1', '198.51.100.1', 1, '198.51.100.1'],
  [
    'what the proxy wrote, not what stood before',
    '192.0.2.1',
    '203.0.113.1, 198.51.100.1',
    1,
    '198.51.100.1',
  ],
  ['what the outer of two proxies wrote', '192.0.2.1', 'x, 198.51.100.1, 192.0.2.2', 2, '198.51.100.1'],
  ['the first of fewer entries than proxies', '192.0.2.1', '198.51.100.1', 3, '198.51.100.1'],
  ['the connection where a proxy wrote nothing', '192.0.2.1', ' , ', 1, '192.0.2.1'],
  ['IPv4 in IPv6', '::ffff:192.0.2.1', null, 0, '192.0.2.1'],
  ['the /64 of IPv6', '2001:db8:1:2:3:4:5:6', null, 0, '2001:db8:1:2::/64'],
  ['the /64 of short IPv6', '2001:0DB8::6', null, 0, '2001:db8:0:0::/64'],
  ['loopback', '::1', null, 0, '0:0:0:0::/64'],
  ['nobody, where there is no connection', undefined, null, 0, 'unknown'],
];
test.each(cases)('counts by %s', (_what, connection, header, proxies, expected) => {
  expect(clientAddress(connection, header, proxies)).toBe(expected);
});
