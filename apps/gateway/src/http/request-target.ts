import type { IncomingMessage } from 'node:http';

/** What a request is for, or why that cannot be told. */
export type RequestTarget =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly fault: string };

/**
 * The path and query of a request, in whichever form of RFC 9112 section 3.2 it came. A host that cannot be one is refused
 * as section 3.2 of RFC 9112 demands: nothing that comes later can make a URL of it.
 */
export function parseRequestTarget({ url = '', headers }: IncomingMessage): RequestTarget {
  const { host = '' } = headers;
  if (host !== '' && (/[\s/\\?#@]/.test(host) || !URL.canParse(`http://${host}/`)))
    return { ok: false, fault: 'The Host header must name a host; got something else.' };
  if (url.startsWith('/')) return { ok: true, path: url };
  const absolute = /^https?:\/\//i.test(url) ? URL.parse(url) : null;
  if (absolute !== null) return { ok: true, path: absolute.pathname + absolute.search };
  return { ok: false, fault: 'The request must be for a path or an http or https URL; got something else.' };
}
