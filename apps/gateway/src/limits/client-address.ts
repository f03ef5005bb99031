import { isIPv6 } from 'node:net';

/**
 * Who a request comes from: the address of the connection, or with trusted proxies in front what the outermost of them
 * wrote into X-Forwarded-For. An IPv6 address stands for its /64, which one household or host has to itself.
 */
export function clientAddress(
  connection: string | undefined,
  forwardedFor: string | null,
  trustedProxies: number,
): string {
  const written = (forwardedFor ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const believed = trustedProxies === 0 ? undefined : (written.at(-trustedProxies) ?? written[0]);
  return network(believed ?? connection ?? 'unknown');
}

function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const before = head.split(':').filter((part) => part !== '');
  const after = tail.split(':').filter((part) => part !== '');
  const zeros = plain.includes('::') ? 8 - before.length - after.length : 0;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
