import {
  type CoreServerRef,
  formatResourcePath,
  type ResourcePath,
  type StatusTarget,
  type StatusUpdate,
} from '@live-status/domain';
import { MAX_BODY_BYTES, MAX_LIST_BYTES } from './body-bounds.ts';
import { type Credentials, headerOf } from './credentials.ts';

/** A request as it will be sent. */
export interface BuiltRequest {
  readonly resource: ResourcePath['resource'];
  readonly operation: 'read' | 'write';
  readonly method: 'GET' | 'POST';
  /** As it goes into the request line, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The most that is read of the body of a 2xx answer, in bytes; of any other it is {@link MAX_BODY_BYTES}. */
  readonly maxAnswerBytes: number;
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

/** What can be read: a status, one user, or the users of a core server. */
export type Readable =
  | { readonly resource: 'status' | 'user'; readonly target: StatusTarget }
  | { readonly resource: 'users'; readonly coreServer: CoreServerRef };

/** The request that reads it. */
export function buildRead(context: RequestContext, path: Readable): BuiltRequest {
  return {
    ...buildCommon(context, path),
    operation: 'read',
    method: 'GET',
    headers: buildHeaders(context),
    body: undefined,
    maxAnswerBytes: path.resource === 'users' ? MAX_LIST_BYTES : MAX_BODY_BYTES,
  };
}

/** The request that sets a status, all four properties given (clause SET-8). */
export function buildSet(context: RequestContext, target: StatusTarget, update: StatusUpdate): BuiltRequest {
  const { name, type, note, returnTime } = update;
  return {
    ...buildCommon(context, { resource: 'set', target }),
    operation: 'write',
    method: 'POST',
    headers: { ...buildHeaders(context), 'content-type': 'application/json' },
    body: JSON.stringify({ name, type, note, returnTime }),
    maxAnswerBytes: MAX_BODY_BYTES,
  };
}

function buildCommon(
  context: RequestContext,
  path: ResourcePath,
): Pick<BuiltRequest, 'resource' | 'path' | 'credentialsOf'> {
  const { basePath, clientCredentials, callCredentials } = context;
  return {
    resource: path.resource,
    path: `${basePath}/rest/${formatResourcePath(path)}`,
    credentialsOf: clientCredentials !== undefined && callCredentials === undefined ? 'client' : 'caller',
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
