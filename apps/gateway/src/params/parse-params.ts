import { badRequest } from './bad-request.ts';

/** What a request asks for, before anybody has looked at it. */
export type RawParams = object;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The parameters in a JSON body. JSON is UTF-8 (RFC 8259 section 8.1); a byte order mark before it is passed over.
 *
 * @throws GraphQLError 400 where the body is no JSON, or neither an object nor a list.
 */
export function parseBody(body: Uint8Array): RawParams {
  const value = parseJson(() => decoder.decode(body));
  if (value === undefined) throw badRequest('POST body sent invalid JSON.');
  if (typeof value.parsed === 'object' && value.parsed !== null) return value.parsed;
  const got = value.parsed === null ? 'null' : typeof value.parsed;
  throw badRequest(`POST body is expected to be object but received ${got}`);
}

/** The parameters of GraphQL over HTTP that are texts in a query string, and those that are JSON there. */
const TEXTS = ['query', 'operationName', 'documentId'];
const OBJECTS = ['variables', 'extensions'];

/**
 * The parameters in a query string. Others are not for us; an empty one counts as left out.
 *
 * @throws GraphQLError 400 that names the parameter which must be a JSON object and is not.
 */
export function parseQueryString(search: string): RawParams {
  const given = new URLSearchParams(search);
  const present = (names: readonly string[]) =>
    names.flatMap((name): [string, string][] => {
      const text = given.get(name) ?? '';
      return text === '' ? [] : [[name, text]];
    });
  const objects = present(OBJECTS).map(([name, text]): [string, unknown] => {
    const value = parseJson(() => text);
    if (value !== undefined) return [name, value.parsed];
    throw badRequest(`The parameter "${name}" must be a JSON object; got what is not JSON.`);
  });
  return Object.fromEntries([...present(TEXTS), ...objects]);
}

function parseJson(text: () => string): { readonly parsed: unknown } | undefined {
  try {
    return { parsed: JSON.parse(text()) };
  } catch {
    return undefined;
  }
}
