import { fieldsOf, listOf, textOf } from './fields.ts';
import { Refusal } from './refusal.ts';

/** Where the gateway is asked, from a page that came from it. */
export const ENDPOINT = '/graphql';
const TIMEOUT_MS = 15_000;

/** Asks the gateway for one operation. */
export type Ask = (query: string, variables?: object) => Promise<ReturnType<typeof fieldsOf>>;

/** Makes an {@link Ask}, which throws a {@link Refusal} where anything was refused. `authorization` is asked for each time. */
export function createAsk(authorization: () => string | undefined): Ask {
  return async (query, variables) => {
    const credentials = authorization();
    const response = await send(JSON.stringify({ query, variables }), {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(credentials === undefined ? {} : { authorization: credentials }),
    });
    const answer = fieldsOf(await read(response));
    const [error] = listOf(answer['errors']);
    if (error === undefined) return fieldsOf(answer['data']);
    const { message, extensions } = fieldsOf(error);
    const { code, outcome } = fieldsOf(extensions);
    throw new Refusal(textOf(code), textOf(message), {
      // RFC 9110 section 11.6.1.
      scheme: response.headers.get('www-authenticate')?.startsWith('Bearer') ? 'Bearer' : 'Basic',
      mayBeDone: outcome === 'UNKNOWN',
    });
  };
}

const lost = () => new Refusal('CONNECTION_LOST', '', { mayBeDone: true });

async function send(body: string, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(ENDPOINT, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw lost();
  }
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // Not the gateway's: of something on the way to it.
    throw lost();
  }
}
