/** Where the resource begins: an origin and the path up to and including `/rest`. */
export interface BaseUrl {
  readonly origin: string;
  readonly root: string;
}

const EXPECTED =
  'expected an http or https URL that ends in /communication_manager or /communication_manager/rest';

/** Reads the base URL (clause PATH-1). What is wrong comes back as a sentence without credentials in it. */
export function parseBaseUrl(text: string): BaseUrl | { readonly problem: string } {
  const url = URL.parse(text);
  if (url === null) return { problem: `${EXPECTED}, got what is no URL` };
  const { protocol, username, password, origin, search, hash } = url;
  if (username !== '' || password !== '')
    return { problem: `${EXPECTED}, got one with credentials in it; name them in their own variables` };
  if (protocol !== 'http:' && protocol !== 'https:')
    return { problem: `${EXPECTED}, got the scheme ${protocol}` };
  if (search !== '' || hash !== '') return { problem: `${EXPECTED}, got one with a query or fragment` };
  const found = /^(.*\/communication_manager)(?:\/rest)?\/?$/.exec(url.pathname);
  if (found === null) return { problem: `${EXPECTED}, got the path ${url.pathname}` };
  return { origin, root: `${found[1]}/rest` };
}
