import { GraphQLError } from 'graphql';
import type { RawParams } from './parse-params.ts';

/** The parameter of GraphQL over HTTP that names a document. */
export const DOCUMENT_ID = 'documentId';

/** What a request asks for. */
export interface Params {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

const KNOWN = new Set(['query', 'variables', 'operationName', 'extensions', DOCUMENT_ID]);
const NO_VARIABLES: Params['variables'] = Object.freeze({});

/** The parameters of one request by their names, whatever they are. */
export type NamedParams = Readonly<Record<string, unknown>>;

/**
 * The parameters, which are those of one request.
 *
 * @throws GraphQLError 400 where they are a list, as of several requests or of none.
 */
export function nameParams(raw: RawParams): NamedParams {
  if (Array.isArray(raw)) throw wrong('Batching is not supported.');
  return { ...raw };
}

/**
 * The parameters, each of its type. A name that is none of GraphQL over HTTP is most often misspelt.
 *
 * @throws GraphQLError 400 that says which parameter is wrong and how.
 */
export function checkParams(params: NamedParams): Params {
  for (const name in params)
    if (params[name] != null && !KNOWN.has(name))
      throw wrong(`Unexpected parameter "${name}" in the request body.`);
  const { query, operationName, variables, extensions } = params;
  if (query == null) throw wrong('Must provide query string.', { spec: true, headers: ALLOW });
  if (typeof query !== 'string')
    throw wrong(`Expected "query" param to be a string, but given ${kindOf(query)}.`, { headers: ALLOW });
  if (!isObjectOrNone(variables)) throw notAnObject('variables', variables);
  if (!isObjectOrNone(extensions)) throw notAnObject('extensions', extensions);
  if (operationName != null && typeof operationName !== 'string')
    throw wrong(
      `Expected "operationName" param to be empty or a string, but given ${kindOf(operationName)}.`,
    );
  return { query, operationName: operationName ?? undefined, variables: variables ?? NO_VARIABLES };
}

const ALLOW = { Allow: 'GET, POST' };

const notAnObject = (name: string, value: unknown) =>
  wrong(`Expected "${name}" param to be empty or an object, but given ${kindOf(value)}.`, { headers: ALLOW });

const isObjectOrNone = (value: unknown): value is Readonly<Record<string, unknown>> | null | undefined =>
  value == null || (typeof value === 'object' && !Array.isArray(value));

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

const wrong = (message: string, http: object = {}) =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400, ...http } } });
