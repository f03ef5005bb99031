import { GraphQLError } from 'graphql';
import type { Incoming } from './request-record.ts';

/** Whether a Content-Type is JSON. */
export function isJson(contentType: string | null): boolean {
  if (contentType === 'application/json') return true;
  const [mediaType = ''] = (contentType ?? '').split(';');
  return mediaType.trim().toLowerCase() === 'application/json';
}

/**
 * Takes POST requests as JSON only: what a page of another origin can send without asking first (forms, plain
 * text) is refused before it is read.
 *
 * @throws GraphQLError 415.
 */
export function assertJson(incoming: Incoming): void {
  if (incoming.method !== 'POST' || isJson(incoming.header('content-type'))) return;
  throw new GraphQLError('Send the request with Content-Type: application/json.', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 415 } },
  });
}
