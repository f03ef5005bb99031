import { badRequest } from '../params/bad-request.ts';
import type { RawParams } from '../params/parse-params.ts';

/** In characters: many times what clients make. */
const MAX_LENGTH = 256;

/** The name under which the results of an operation are told. @throws GraphQLError 400 where there is none. */
export function checkOperationId(id: unknown): string {
  if (typeof id === 'string' && id !== '' && id.length <= MAX_LENGTH) return id;
  throw badRequest(`Send an operationId, a text of 1 to ${MAX_LENGTH} characters.`);
}

/** The one in the `extensions` of a request. @throws GraphQLError 400 where there is none. */
export function operationIdOf(params: RawParams): string {
  const { extensions }: { readonly extensions?: unknown } = params;
  const { operationId }: { readonly operationId?: unknown } = Object(extensions);
  return checkOperationId(operationId);
}
