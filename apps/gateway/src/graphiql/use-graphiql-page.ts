import type { Plugin } from 'graphql-yoga';
import { type Asset, chooseEncoding } from './assets.ts';
import { createGraphiqlPage, type GraphiqlPage } from './page.ts';

const SECURITY = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

/** Serves GraphiQL to browsers that GET the endpoint, from the gateway alone: no other host is ever asked. */
export function useGraphiqlPage(endpoint: string): Plugin {
  let page: Promise<GraphiqlPage> | undefined;
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET') return;
      const wantsPage = url.pathname === endpoint && request.headers.get('accept')?.includes('text/html');
      if (!wantsPage && !url.pathname.startsWith(`${endpoint}/assets/`)) return;
      page ??= createGraphiqlPage(endpoint);
      const { html, assets } = await page;
      const asset = wantsPage ? html : assets.get(url.pathname);
      if (asset === undefined) return;
      const caching = wantsPage ? 'no-cache' : 'public, max-age=31536000, immutable';
      endResponse(
        await respond(fetchAPI.Response, request, asset, { 'cache-control': caching, ...SECURITY }),
      );
    },
  };
}

export async function respond(
  Answer: typeof Response,
  request: Request,
  asset: Asset,
  more: Readonly<Record<string, string>>,
): Promise<Response> {
  const encoding = chooseEncoding(request.headers.get('accept-encoding'));
  const etag = `"${asset.etag}-${encoding}"`;
  const headers = { ...more, etag, vary: 'accept, accept-encoding' };
  if (request.headers.get('if-none-match') === etag) return new Answer(null, { status: 304, headers });
  const body = new Uint8Array(await asset.encoded(encoding));
  const contentEncoding: Record<string, string> =
    encoding === 'identity' ? {} : { 'content-encoding': encoding };
  return new Answer(body, {
    headers: {
      ...headers,
      ...contentEncoding,
      'content-type': asset.type,
      'content-length': String(body.byteLength),
    },
  });
}
