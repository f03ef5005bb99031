import { isStatusError, isStatusErrorCode, type Operation, StatusError } from '@live-status/domain';
import { GraphQLError } from 'graphql';
import { maskedFault } from './mask.ts';
import { ShownError } from './shown-error.ts';
import { shownStatus } from './shown-status.ts';

/** What the translation knows of the request. */
export interface ErrorContext {
  readonly requestId: string;
  /** Undefined where no operation was understood. */
  readonly operation: Operation | undefined;
  /** Whether names of the schema are kept from who misspells one. */
  readonly hidesNames: boolean;
}

/** What a client is shown, and what only the log may have. */
export interface TranslatedError {
  readonly shown: GraphQLError;
  /** The error behind it: a StatusError, or a fault of ours. Undefined where the request itself was at fault. */
  readonly origin: Error | undefined;
}

/**
 * The one place where an error becomes what a client sees: every error gets its code, `retryable` and the request
 * id, and what nobody foresaw is masked. Nothing of the cause is shown.
 */
export function translateError(error: GraphQLError, context: ErrorContext): TranslatedError {
  const origin = originOf(error);
  if (isStatusError(origin)) return { shown: show(error, origin, context, httpOf(error)), origin };
  if (!(origin instanceof GraphQLError))
    return { shown: show(error, maskedFault(context.operation), context), origin };
  return { shown: show(error, requestFault(origin, context), context, httpOf(origin)), origin: undefined };
}

function originOf(error: Error): Error {
  const inner = error instanceof GraphQLError ? error.originalError : undefined;
  return inner === undefined || inner === null ? error : originOf(inner);
}

/** An error of GraphQL or HTTP itself, with a code of the table. */
function requestFault(
  { message: said, extensions = {} }: GraphQLError,
  { hidesNames }: ErrorContext,
): StatusError {
  const message = hidesNames ? said.replaceAll(SUGGESTION, '') : said;
  const code = extensions['code'];
  if (isStatusErrorCode(code)) return new StatusError(code, message);
  const refused = Number(httpOf({ extensions })?.['status']) === 403;
  return new StatusError(refused ? 'FORBIDDEN' : 'BAD_USER_INPUT', message);
}

/** What GraphQL adds where a name is nearly one of the schema's. */
const SUGGESTION = / Did you mean [^?]*\?/g;

type Http = Readonly<Record<string, unknown>>;

/** Errors of compiled code have no extensions at all. */
function httpOf({ extensions = {} }: Pick<GraphQLError, 'extensions'>): Http | undefined {
  const http = extensions['http'];
  if (typeof http !== 'object' || http === null) return undefined;
  // What is not even a GraphQL request gets its status whatever media type the caller accepts.
  return extensions['code'] === 'BAD_REQUEST' ? { ...http, spec: false } : { ...http };
}

function show(at: GraphQLError, error: StatusError, { requestId }: ErrorContext, http?: Http): GraphQLError {
  const { message, ...known } = error.toJSON();
  // In GraphQL the types are named as in the enum, not as on the wire.
  const allowed = error.allowed?.map((type) => type.toUpperCase());
  const current = error.current && shownStatus(error.current);
  const extensions = { ...known, allowed, current, requestId, ...(http === undefined ? {} : { http }) };
  return new ShownError(at, error.message, extensions);
}
