import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Metrics } from '../metrics/create-metrics.ts';
import { operationLabel, UNKNOWN_OPERATION } from '../metrics/operation-label.ts';
import type { RequestRecords } from './request-record.ts';

/** Names every GraphQL request by its root field, and counts it when it is answered. */
export function useMetrics(records: RequestRecords, metrics: Metrics | undefined): Plugin {
  return {
    onRequestParse({ request }) {
      records.of(request).label = UNKNOWN_OPERATION;
    },
    onExecute({ args, context }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation != null) records.of(context.request).label = operationLabel(args.document, operation);
    },
    onResponse({ request }) {
      const { label, codes, takenAt } = records.of(request);
      if (label === undefined) return;
      metrics?.answered({ operation: label, codes, seconds: (Date.now() - takenAt.getTime()) / 1000 });
    },
  };
}

/** Shows the metrics at /metrics. */
export function useMetricsPage(metrics: Metrics): Plugin {
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || url.pathname !== '/metrics') return;
      const headers = { 'content-type': metrics.contentType };
      endResponse(new fetchAPI.Response(await metrics.text(), { headers }));
    },
  };
}
