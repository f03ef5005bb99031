import { isStatusError } from '@live-status/domain';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { translateError } from '../errors/translate-error.ts';
import type { Logger } from '../logger.ts';
import type { RequestRecord } from './request-record.ts';

/** What was thrown before an operation could be run, as a result without data. */
export function failedResult(thrown: unknown): ExecutionResult {
  const errors: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
  return { errors: errors.map(toGraphQL) };
}

function toGraphQL(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

/** Translates every error of a result, whatever stage of the request it comes from, and logs what needs it. */
export function showErrors(
  record: RequestRecord,
  result: ExecutionResult,
  log: Logger,
  hidesNames: boolean,
): ExecutionResult {
  if (result.errors === undefined) return result;
  const { requestId, operation, incoming } = record;
  const began = 'data' in result;
  const { aborted } = incoming.signal;
  // What many users of a list have in common happened once.
  const logged = new Set<unknown>();
  const errors = result.errors.map((error) => {
    const { shown, origin } = translateError(error, { requestId, operation, hidesNames });
    if (!aborted && !logged.has(origin)) logOrigin(log, requestId, origin);
    logged.add(origin);
    if (!began) shown.extensions['http'] ??= httpOf(shown);
    return shown;
  });
  record.codes = aborted ? ['ABORTED'] : errors.map(({ extensions }) => String(extensions['code']));
  return { ...result, errors };
}

/** Where execution never began: 500 for a fault of ours, and what GraphQL over HTTP says for the caller's. */
function httpOf({ extensions }: GraphQLError): object {
  return extensions['code'] === 'INTERNAL_SERVER_ERROR' ? { status: 500 } : { spec: true, status: 400 };
}

function logOrigin(log: Logger, requestId: string, origin: Error | undefined): void {
  if (origin === undefined) return;
  if (!isStatusError(origin)) {
    const { name, message, stack } = origin;
    log.error({ requestId, error: { name, message, stack } }, 'fault');
    return;
  }
  const { code, upstreamStatus } = origin;
  const cause = origin.cause instanceof Error ? origin.cause.message : undefined;
  const line = { requestId, code, upstreamStatus, cause, reason: origin.message };
  if (code === 'UPSTREAM_AUTH_FAILED') log.error(line, "the upstream refused the gateway's own credentials");
  else if (code.startsWith('UPSTREAM_')) log.warn(line, 'the upstream failed');
  else log.debug(line, 'refused');
}
