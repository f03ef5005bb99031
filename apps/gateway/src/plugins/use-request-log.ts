import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../logger.ts';
import type { RequestRecords } from './request-record.ts';

/** Answers every request with its id, and logs one line about it: no header, no variable, no query string. */
export function useRequestLog(records: RequestRecords, log: Logger): Plugin {
  return {
    onRequest({ request }) {
      records.of(request);
    },
    onResponse({ request, response }) {
      const { requestId, takenAt, label, codes } = records.of(request);
      response.headers.set('x-request-id', requestId);
      response.headers.set('x-content-type-options', 'nosniff');
      // Yoga says keep-alive with streams, to callers who asked for the end too; that is for the listener to say.
      response.headers.delete('connection');
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
      const { pathname } = new URL(request.url);
      const durationMs = Date.now() - takenAt.getTime();
      const line = {
        requestId,
        method: request.method,
        path: pathname,
        status: response.status,
        operation: label,
        codes: codes.length === 0 ? undefined : [...new Set(codes)],
        durationMs,
      };
      const isProbe = label === undefined && response.ok;
      log[isProbe ? 'debug' : 'info'](line, request.signal.aborted ? 'aborted by the caller' : 'answered');
    },
  };
}
