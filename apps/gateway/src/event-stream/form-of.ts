import { TOKEN_HEADER } from './header-names.ts';
import { type Streaming, streamingOf } from './streaming-of.ts';

/** What a request is for. */
export type Form =
  /** An operation with a stream of its own. */
  | { readonly kind: 'operation'; readonly streaming: Streaming }
  /** A stream that is to carry several. */
  | { readonly kind: 'reserve' }
  /** To open that, to begin an operation on it, or to end one. */
  | { readonly kind: 'open' | 'begin' | 'stop'; readonly token: string };

/** What of a request tells what it is for. */
export interface Head {
  readonly method: string;
  /** The query string without its question mark. */
  readonly search: string;
  readonly header: (name: string) => string | null;
}

/** What a request is for; undefined where it has nothing to do with streams of events. */
export function formOf({ method, search, header }: Head): Form | undefined {
  const token = header(TOKEN_HEADER) ?? (search === '' ? null : new URLSearchParams(search).get('token'));
  if (method === 'PUT') return { kind: 'reserve' };
  if (method === 'DELETE') return { kind: 'stop', token: token ?? '' };
  if (method === 'POST' && token !== null) return { kind: 'begin', token };
  if (method !== 'POST' && method !== 'GET') return undefined;
  const accept = header('accept') ?? '';
  const streaming = streamingOf(accept);
  if (streaming === undefined) return undefined;
  if (token !== null) return { kind: 'open', token };
  // A browser that wants a page lists whatever else it can show.
  if (method === 'GET' && accept.includes('text/html')) return undefined;
  return { kind: 'operation', streaming };
}
