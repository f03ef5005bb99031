import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Takes POST requests as JSON only: what a page of another origin can send without asking first (forms, plain
 * text) is refused before it is read.
 */
export function useJsonOnly(): Plugin {
  return {
    onRequestParse({ request }) {
      if (request.method !== 'POST') return;
      const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';');
      if (mediaType.trim().toLowerCase() === 'application/json') return;
      throw new GraphQLError('Send the request with Content-Type: application/json.', {
        extensions: { code: 'BAD_USER_INPUT', http: { status: 415 } },
      });
    },
  };
}
