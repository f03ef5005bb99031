import { GraphQLError } from 'graphql';

/** A request that is no GraphQL, answered with its status whatever media type the caller accepts. */
export function badRequest(message: string, status = 400): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status } } });
}
