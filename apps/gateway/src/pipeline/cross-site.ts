import { GraphQLError } from 'graphql';
import type { Incoming } from './request-record.ts';

/** Headers that a page cannot send to another origin without asking first; any one of them will do. */
export const PREFLIGHT_HEADERS: readonly string[] = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
];

/** What pages of allowed origins may read of an answer's head. */
export const EXPOSED_HEADERS: readonly string[] = ['x-request-id', 'retry-after'];

/** What forms send, and scripts without asking first. */
const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

const NEVER_SIMPLE = ['PUT', 'DELETE'];

const NAMED = /application\/(graphql-response\+)?json|text\/event-stream/;

/**
 * Refuses what a page of another site could send without asking first. A GET needs one of {@link PREFLIGHT_HEADERS}, or
 * must accept JSON or a stream of events by name and come from no other site: what links, images, scripts and forms send does neither.
 * A PUT and a DELETE are never sent to another origin without asking first.
 *
 * @throws GraphQLError 403.
 */
export function assertNotCrossSite(incoming: Incoming): void {
  const type = incoming.header('content-type')?.toLowerCase() ?? '';
  if (type !== '' && !SIMPLE_TYPES.some((simple) => type.startsWith(simple))) return;
  if (NEVER_SIMPLE.includes(incoming.method)) return;
  if (isPlainRead(incoming) || PREFLIGHT_HEADERS.some((name) => incoming.header(name) !== null)) return;
  throw new GraphQLError('Required CSRF header(s) not present', { extensions: { http: { status: 403 } } });
}

function isPlainRead(incoming: Incoming): boolean {
  if (incoming.method !== 'GET' || incoming.header('origin') !== null) return false;
  const site = incoming.header('sec-fetch-site');
  const isOwn = site === null || site === 'same-origin' || site === 'none';
  return isOwn && NAMED.test(incoming.header('accept') ?? '');
}
