import { Problem } from './problem.ts';

/**
 * The value of a JSON body. JSON is UTF-8 (RFC 8259 section 8.1), so another charset is not taken.
 *
 * @throws Problem 415 for another charset, 412 for what is not JSON (clause ERR-1).
 */
export function parseJsonBody(contentType: string | undefined, body: Buffer): unknown {
  const charset = /;\s*charset="?([^";\s]*)/i.exec(contentType ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    throw new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json in UTF-8.');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Problem(
      412,
      'MALFORMED_JSON',
      'The body must be one JSON object in UTF-8; it cannot be read as JSON.',
    );
  }
}
