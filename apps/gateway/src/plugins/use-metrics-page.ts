import type { Plugin } from 'graphql-yoga';
import type { MetricsText } from '../metrics/create-metrics.ts';

/** Shows the metrics at /metrics. */
export function useMetricsPage(metrics: MetricsText): Plugin {
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || url.pathname !== '/metrics') return;
      const headers = { 'content-type': metrics.contentType };
      endResponse(new fetchAPI.Response(await metrics.text(), { headers }));
    },
  };
}
