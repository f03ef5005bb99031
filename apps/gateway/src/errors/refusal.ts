import type { StatusError } from '@live-status/domain';
import { GraphQLError } from 'graphql';

/** An error that refuses a request before it is executed, with an HTTP status and headers of its own. */
export function refusal(
  error: StatusError,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  const { retryAfterMs } = error;
  const retryAfter: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { http: { status, headers: { ...retryAfter, ...headers } } },
  });
}
