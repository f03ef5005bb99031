import { readFileSync } from 'node:fs';

const ESTABLISHED = '01';
const CLOSE_WAIT = '08';

/** How many connections there are at a port of 127.0.0.1, on its side, that it has not closed. */
export function connectionsOf(port: number): number {
  const [, ...lines] = readFileSync('/proc/net/tcp', 'latin1').trimEnd().split('\n');
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines.filter((line) => {
    const [, address = '', , state = ''] = line.trim().split(/\s+/);
    return address.endsWith(local) && (state === ESTABLISHED || state === CLOSE_WAIT);
  }).length;
}
