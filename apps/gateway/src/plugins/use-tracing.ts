import type { Plugin } from 'graphql-yoga';
import type { Tracing } from '../tracing/tracing.ts';
import type { RequestRecords } from './request-record.ts';

/** Puts a span around every GraphQL request. */
export function useTracing(records: RequestRecords, tracing: Tracing): Plugin {
  return {
    onRequestParse({ request }) {
      records.of(request).span = tracing.begin({
        traceparent: request.headers.get('traceparent') ?? undefined,
        tracestate: request.headers.get('tracestate') ?? undefined,
      });
    },
    onResponse({ request }) {
      const { span, label = 'invalid', codes } = records.of(request);
      span?.end(label, codes);
    },
  };
}
