import type { Plugin } from 'graphql-yoga';
import { respond } from '../graphiql/use-graphiql-page.ts';
import { type BoardPage, createBoardPage } from './board-page.ts';

const PAGE = '/';
const ASSETS = '/board/';

const SECURITY = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

/** Serves the board to whoever asks for `/`, from the gateway alone: no other host is ever asked. */
export function useBoardPage(): Plugin {
  let page: Promise<BoardPage> | undefined;
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      const { pathname } = url;
      if (request.method !== 'GET' && request.method !== 'HEAD') return;
      if (pathname !== PAGE && !pathname.startsWith(ASSETS)) return;
      page ??= createBoardPage().catch((error: unknown) => {
        // What could not be read may be readable when somebody asks again.
        page = undefined;
        throw error;
      });
      const asset = (await page).get(pathname);
      if (asset === undefined) return;
      // The names of assets change with them; that of the page does not.
      const caching = pathname === PAGE ? 'no-cache' : 'public, max-age=31536000, immutable';
      const answer = await respond(fetchAPI.Response, request, asset, {
        'cache-control': caching,
        ...SECURITY,
      });
      endResponse(request.method === 'HEAD' ? new fetchAPI.Response(null, answer) : answer);
    },
  };
}
