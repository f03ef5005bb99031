import { isStatusError } from '@live-status/domain';
import type { CallOptions, StatusClient } from '@live-status/rest-client';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { TraceContext, Tracing } from './tracing.ts';

/** For one batch of spans, also for the last when the gateway ends. */
const EXPORT_TIMEOUT_MS = 2000;

/** Starts to send traces by OTLP over HTTP. Import this module only where there are to be some: it loads the SDK. */
export function startTracing({ endpoint, serviceName }: NonNullable<GatewayConfig['tracing']>): Tracing {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('@live-status/gateway');

  const traced = async <Result>(
    name: string,
    options: CallOptions,
    call: (options: CallOptions) => Promise<Result>,
  ): Promise<Result> => {
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT }, extract(options));
    try {
      return await call({ ...options, ...inject(span) });
    } catch (error) {
      fail(span, isStatusError(error) ? error.code : 'ABORTED');
      throw error;
    } finally {
      span.end();
    }
  };

  return {
    begin(from) {
      const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER }, extract(from));
      return {
        context: inject(span),
        end(operation, codes) {
          span.updateName(`graphql ${operation}`);
          span.setAttribute('live_status.operation', operation);
          if (codes.length > 0) fail(span, [...new Set(codes)].join(' '));
          span.end();
        },
      };
    },
    trace: (client) => tracedClient(client, traced),
    // Spans that nobody takes must not keep the gateway from ending.
    [Symbol.asyncDispose]: () => provider.shutdown().catch(() => undefined),
  };
}

type Traced = <Result>(
  name: string,
  options: CallOptions,
  call: (options: CallOptions) => Promise<Result>,
) => Promise<Result>;

function tracedClient(client: StatusClient, traced: Traced): StatusClient {
  return {
    getStatus: (target, options = {}) =>
      traced('getStatus', options, (more) => client.getStatus(target, more)),
    setStatus: (target, update, options = {}) =>
      traced('setStatus', options, (more) => client.setStatus(target, update, more)),
    listUsers: (coreServer, options = {}) =>
      traced('listUsers', options, (more) => client.listUsers(coreServer, more)),
    watchStatuses: (watch, options) => client.watchStatuses(watch, options),
    knownStatus: (target, options) => client.knownStatus(target, options),
    getUser: (target, options = {}) => traced('getUser', options, (more) => client.getUser(target, more)),
    checkReachable: (options) => client.checkReachable(options),
    get breakerState() {
      return client.breakerState;
    },
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

const propagator = new W3CTraceContextPropagator();

const extract = ({ traceparent, tracestate }: TraceContext): Context =>
  propagator.extract(ROOT_CONTEXT, { traceparent, tracestate }, defaultTextMapGetter);

function inject(span: Span): TraceContext {
  const carrier: { traceparent?: string; tracestate?: string } = {};
  propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
  return carrier;
}

function fail(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
