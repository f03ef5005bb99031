/** What an upstream is shown to let a caller in. Opaque: no inspection, JSON or string of it holds a secret. */
export interface Credentials {
  readonly scheme: 'Basic';
}

const headers = new WeakMap<Credentials, string>();

function wrap(header: string): Credentials {
  const credentials: Credentials = Object.freeze({ scheme: 'Basic' });
  headers.set(credentials, header);
  return credentials;
}

/**
 * Credentials from a username and a password, encoded as UTF-8 (clause AUTH-1, RFC 7617).
 *
 * @throws TypeError where the username holds a colon, or either holds a control character.
 */
export function basicCredentials(username: string, password: string): Credentials {
  if (username.includes(':')) throw new TypeError('A username of HTTP Basic must not hold a colon.');
  if (/\p{Cc}/u.test(username + password))
    throw new TypeError('A username or password of HTTP Basic must not hold control characters.');
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return wrap(`Basic ${btoa(String.fromCharCode(...bytes))}`);
}

/** The credentials of an `Authorization` header, to be forwarded as they came; undefined where it is not HTTP Basic. */
export function credentialsFromHeader(authorization: string): Credentials | undefined {
  const token = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(authorization)?.[1];
  return token === undefined ? undefined : wrap(`Basic ${token}`);
}

/** The header value of credentials: for the request alone, never for a log or an error. */
export function headerOf(credentials: Credentials): string | undefined {
  return headers.get(credentials);
}
