import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.ts';

/** The user name and password that callers of the API must send. */
export interface ApiCredentials {
  readonly username: string;
  readonly password: string;
}

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/**
 * Makes the check of the Authorization header (clause AUTH-1): in constant time, and answering the same whichever
 * part is wrong.
 */
export function createAuthenticator(
  { username, password }: ApiCredentials,
  realm: string,
): (header: string | undefined) => void {
  const expected = digest(`${username}:${password}`);
  const challenge = { 'www-authenticate': `Basic realm="${realm.replace(/["\\]/g, '')}", charset="UTF-8"` };
  return (header) => {
    const token = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header ?? '')?.[1] ?? '';
    const matches = timingSafeEqual(digest(Buffer.from(token, 'base64').toString('utf8')), expected);
    if (!matches)
      throw new Problem(401, 'UNAUTHENTICATED', 'Send the credentials of the API with HTTP Basic.', {
        headers: challenge,
      });
  };
}
