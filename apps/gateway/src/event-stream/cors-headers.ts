import { EXPOSED_HEADERS } from '../pipeline/cross-site.ts';
import type { HeaderList } from './exchange.ts';

/** Makes what answers say to pages of these origins. No cookie is ever read, so none is let send credentials of the browser's. */
export function createCorsHeaders(origins: readonly string[]): (origin: string | null) => HeaderList {
  const known = new Map<string, HeaderList>(
    origins.map((origin) => [
      origin,
      [
        ['access-control-allow-origin', origin],
        ['access-control-expose-headers', EXPOSED_HEADERS.join(', ')],
        ['vary', 'Origin'],
      ],
    ]),
  );
  const others: HeaderList = origins.length > 0 ? [['vary', 'Origin']] : [];
  return (origin) => (origin === null ? others : (known.get(origin) ?? others));
}
