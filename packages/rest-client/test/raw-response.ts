import { MAX_BODY_BYTES } from '../src/body-bounds.ts';
import type { RawResponse } from '../src/send.ts';

/** An answer as `send` gives it. */
export function rawResponse(
  status: number,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): RawResponse {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { status, header: (name) => headers[name], body: bytes, maxBytes: MAX_BODY_BYTES, fault: undefined };
}
