/** Where an upstream is. */
export interface BaseUrl {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The path up to and including `communication_manager`, without a trailing slash. */
  readonly basePath: string;
}

/**
 * The parts of a base URL.
 *
 * @throws TypeError where it is not an http or https URL, or has credentials, a query or a fragment. The message
 *   does not repeat the value, which may hold a password.
 */
export function parseBaseUrl(value: string | URL): BaseUrl {
  const text = String(value);
  if (!URL.canParse(text))
    throw new TypeError('baseUrl: expected an http or https URL, got what no URL parser reads.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`baseUrl: expected http: or https:, got ${url.protocol}`);
  if (url.username !== '' || url.password !== '')
    throw new TypeError('baseUrl: expected no credentials in the URL; give them as credentials.');
  if (url.search !== '' || url.hash !== '')
    throw new TypeError('baseUrl: expected no query and no fragment.');
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}
