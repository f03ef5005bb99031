import { formatResourcePath, type StatusTarget, type StatusUpdate } from '@live-status/domain';
import { type Credentials, headerOf } from './credentials.ts';

/** A request as it will be sent. */
export interface BuiltRequest {
  readonly operation: 'read' | 'write';
  readonly method: 'GET' | 'POST';
  /** As it goes into the request line, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whose credentials it carries: what a 401 means depends on it. */
  readonly credentialsOf: 'caller' | 'client';
}

/** What of one call goes into the headers. */
export interface RequestContext {
  /** The path up to and including `communication_manager`. */
  readonly basePath: string;
  readonly clientCredentials: Credentials | undefined;
  readonly callCredentials: Credentials | undefined;
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** The request that reads a status, or with an update the one that sets it, all four properties given (clause SET-8). */
export function buildRequest(
  context: RequestContext,
  target: StatusTarget,
  update?: StatusUpdate | undefined,
): BuiltRequest {
  const path = formatResourcePath({ resource: update === undefined ? 'status' : 'set', target });
  const common = {
    path: `${context.basePath}/rest/${path}`,
    credentialsOf:
      context.clientCredentials !== undefined && context.callCredentials === undefined ? 'client' : 'caller',
  } as const;
  const headers = buildHeaders(context);
  if (update === undefined) return { ...common, operation: 'read', method: 'GET', headers, body: undefined };
  const { name, type, note, returnTime } = update;
  return {
    ...common,
    operation: 'write',
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name, type, note, returnTime }),
  };
}

function buildHeaders(context: RequestContext): Record<string, string> {
  const { callCredentials, clientCredentials, requestId, traceparent, tracestate } = context;
  const credentials = callCredentials ?? clientCredentials;
  const authorization = credentials && headerOf(credentials);
  const headers: Record<string, string> = { accept: 'application/json', 'accept-encoding': 'identity' };
  if (authorization) headers['authorization'] = authorization;
  if (requestId) headers['x-request-id'] = requestId;
  if (traceparent) headers['traceparent'] = traceparent;
  if (tracestate) headers['tracestate'] = tracestate;
  return headers;
}
