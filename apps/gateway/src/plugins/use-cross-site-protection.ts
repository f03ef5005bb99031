import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import type { Plugin } from 'graphql-yoga';

/** Headers that a page cannot send to another origin without asking first; any one of them will do. */
export const PREFLIGHT_HEADERS: readonly string[] = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
];

/**
 * Refuses what a page of another site could send without asking first. A GET needs one of {@link PREFLIGHT_HEADERS}, or
 * must accept JSON by name and come from no other site: what links, images, scripts and forms send does neither.
 */
export function useCrossSiteProtection(): Plugin {
  const { onRequestParse } = useCSRFPrevention({ requestHeaders: [...PREFLIGHT_HEADERS] });
  return {
    onRequestParse: (payload) => (isPlainRead(payload.request) ? undefined : onRequestParse?.(payload)),
  };
}

function isPlainRead({ method, headers }: Request): boolean {
  if (method !== 'GET' || headers.has('origin')) return false;
  const site = headers.get('sec-fetch-site');
  const isOwn = site === null || site === 'same-origin' || site === 'none';
  return isOwn && /application\/(graphql-response\+)?json/.test(headers.get('accept') ?? '');
}
