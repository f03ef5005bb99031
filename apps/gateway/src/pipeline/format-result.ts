import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** A result in JSON, as it is sent. */
export function formatResult(result: ExecutionResult): string {
  const { errors } = result;
  return JSON.stringify(errors === undefined ? result : { ...result, errors: formatErrors(errors) });
}

/** Errors as they are sent: what they say to HTTP is in the status and headers. */
export function formatErrors(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
  return errors.map((error) => {
    const { http: _http, ...extensions } = error.extensions;
    return { ...error.toJSON(), extensions };
  });
}
