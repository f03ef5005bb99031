import type { StatusClient } from '@live-status/rest-client';

/** Where a span stands in a trace, as W3C Trace Context writes it. */
export interface TraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** The span of one GraphQL request. */
export interface RequestSpan {
  /** What calls to the upstream stand below. */
  readonly context: TraceContext;
  /** Ends the span; the operation is a bounded name, the codes are those of the errors in the answer. */
  end(operation: string, codes: readonly string[]): void;
}

/** Traces of one gateway. */
export interface Tracing extends AsyncDisposable {
  /** Begins the span of a request, below the caller's where that sent a valid `traceparent`. */
  begin(from: TraceContext): RequestSpan;
  /** The same client with a span around each call; `traceparent` goes upstream. */
  trace(client: StatusClient): StatusClient;
}
