import { basic } from '../basic.ts';
import { type Answer, send } from '../send.ts';
import { createTerms } from './create-terms.ts';
import type { RealSettings } from './parse-settings.ts';

/** Why the server cannot be checked, as a sentence for people; no credential is in it. */
export class AccessError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AccessError';
  }
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'CONTRACT_USERNAME and CONTRACT_PASSWORD are not accepted',
  403: "the user is not licensed/full, the core server has no license, or this machine's address is not allowed",
  404: 'the core server or the user is not known by this name or id, or CONTRACT_BASE_URL leads elsewhere',
};

/**
 * Sends one request with the credentials of the settings. A path of the demo directory goes where it leads on the
 * server. Rejects with AccessError where nothing answers.
 */
export async function request(
  settings: RealSettings,
  method: 'GET' | 'POST',
  demoPath: string,
  body?: string,
): Promise<Answer> {
  const { base, credentials } = settings;
  const { username, password } = credentials;
  const located = createTerms(settings).locate(demoPath);
  if (!located.found) throw new AccessError(located.reason);
  const length = body === undefined ? undefined : Buffer.byteLength(body);
  const ofBody = length === undefined ? {} : { 'content-type': 'application/json', 'content-length': length };
  const headers = { accept: 'application/json', authorization: basic(username, password), ...ofBody };
  try {
    return await send(base.origin, { method, path: located.path, headers, body });
  } catch (error) {
    const got = describeFailure(error);
    throw new AccessError(`CONTRACT_BASE_URL: expected a server at ${base.origin}, got ${got}.`, {
      cause: error,
    });
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'a failure';
  if (error.name === 'AbortError') return 'no answer within 10 s';
  // Node's errors name the address and the fault; those of TLS may quote what was received.
  const message = error.message.replace(/\s+/g, ' ').slice(0, 200);
  return 'code' in error && !message.includes(String(error.code)) ? `${error.code}: ${message}` : message;
}

/** The body of a status that must be there; rejects with AccessError, which says what to mend, where it is not. */
export async function readStatus(settings: RealSettings, who: string, demoPath: string): Promise<string> {
  const answer = await request(settings, 'GET', demoPath);
  if (answer.status === 200) return answer.body;
  const meaning = isRedirect(answer) ? describeRedirect(answer, settings) : MEANINGS[answer.status];
  const why = meaning === undefined ? '' : `: ${meaning}`;
  throw new AccessError(`The status of ${who}: expected 200, got ${answer.status}${why}.`);
}

function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400;
}

function describeRedirect({ headers }: Answer, { base }: RealSettings): string {
  const target = URL.parse(headers.location ?? '', base.origin);
  const where = target === null ? 'elsewhere' : `to ${target.origin}${target.pathname}`;
  return `it sends its callers ${where}; that is not followed, so name the final address in CONTRACT_BASE_URL`;
}
