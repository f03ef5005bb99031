import { isStatusError } from '@live-status/domain';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { translateError } from '../errors/translate-error.ts';
import type { Logger } from '../logger.ts';
import type { RequestRecord, RequestRecords } from './request-record.ts';

/** Translates every error of every result, whatever stage of the request it comes from, and logs what needs it. */
export function useErrors(records: RequestRecords, log: Logger, hidesNames: boolean): Plugin {
  return {
    onResultProcess({ request, result, setResult }) {
      if (!isSingleResult(result) || result.errors === undefined) return;
      const record = records.of(request);
      const began = 'data' in result;
      const errors = result.errors.map((error) => {
        const { shown, origin } = translateError(error, { ...record, hidesNames });
        if (!request.signal.aborted) logOrigin(log, record, origin);
        if (!began) shown.extensions['http'] ??= httpOf(shown);
        return shown;
      });
      record.codes = request.signal.aborted
        ? ['ABORTED']
        : errors.map(({ extensions }) => String(extensions['code']));
      setResult({ ...result, errors });
    },
  };
}

/** Where execution never began: 500 for a fault of ours, and what GraphQL over HTTP says for the caller's. */
function httpOf({ extensions }: GraphQLError): object {
  return extensions['code'] === 'INTERNAL_SERVER_ERROR' ? { status: 500 } : { spec: true, status: 400 };
}

function logOrigin(log: Logger, { requestId }: RequestRecord, origin: Error | undefined): void {
  if (origin === undefined) return;
  if (!isStatusError(origin)) {
    log.error(
      { requestId, error: { name: origin.name, message: origin.message, stack: origin.stack } },
      'fault',
    );
    return;
  }
  const { code, upstreamStatus } = origin;
  const cause = origin.cause instanceof Error ? origin.cause.message : undefined;
  const line = { requestId, code, upstreamStatus, cause, reason: origin.message };
  if (code === 'UPSTREAM_AUTH_FAILED') log.error(line, "the upstream refused the gateway's own credentials");
  else if (code.startsWith('UPSTREAM_')) log.warn(line, 'the upstream failed');
  else log.debug(line, 'refused');
}

function isSingleResult(result: unknown): result is ExecutionResult {
  return (
    typeof result === 'object' &&
    result !== null &&
    !Array.isArray(result) &&
    !(Symbol.asyncIterator in result)
  );
}
