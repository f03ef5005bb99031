import { GraphQLError } from 'graphql';
import type { Incoming } from './request-record.ts';

/** Headers that a page cannot send to another origin without asking first; any one of them will do. */
export const PREFLIGHT_HEADERS: readonly string[] = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
];

/** What forms send, and scripts without asking first. */
const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/**
 * Refuses what a page of another site could send without asking first. A GET needs one of {@link PREFLIGHT_HEADERS}, or
 * must accept JSON by name and come from no other site: what links, images, scripts and forms send does neither.
 *
 * @throws GraphQLError 403.
 */
export function assertNotCrossSite(incoming: Incoming): void {
  const type = incoming.header('content-type')?.toLowerCase() ?? '';
  if (type !== '' && !SIMPLE_TYPES.some((simple) => type.startsWith(simple))) return;
  if (isPlainRead(incoming) || PREFLIGHT_HEADERS.some((name) => incoming.header(name) !== null)) return;
  throw new GraphQLError('Required CSRF header(s) not present', { extensions: { http: { status: 403 } } });
}

function isPlainRead(incoming: Incoming): boolean {
  if (incoming.method !== 'GET' || incoming.header('origin') !== null) return false;
  const site = incoming.header('sec-fetch-site');
  const isOwn = site === null || site === 'same-origin' || site === 'none';
  return isOwn && /application\/(graphql-response\+)?json/.test(incoming.header('accept') ?? '');
}
