import { type Operation, StatusError, type StatusErrorOptions } from '@live-status/domain';
import { explainUnreachable } from './explain-unreachable.ts';

/** The name and code of whatever a transport threw, and the call of the operating system that failed, where one did. */
export function describeCause(
  cause: unknown,
): Record<'name' | 'code', string> & { readonly syscall: unknown } {
  const { name, code, syscall }: { readonly [property: string]: unknown } = Object(cause);
  return {
    name: typeof name === 'string' ? name : 'Error',
    code: typeof code === 'string' ? code : 'no code',
    syscall,
  };
}

/** What a transport failure leaves to show: its name and code. Its own message may hold an address or a header. */
export function redactCause(cause: unknown): Error {
  const { name, code } = describeCause(cause);
  const redacted = new Error(code);
  redacted.name = name;
  redacted.stack = `${name}: ${code}`;
  return redacted;
}

type TransportCode =
  | 'UPSTREAM_UNREACHABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_CONNECTION_LOST'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'OVERLOADED'
  | 'UPSTREAM_CIRCUIT_OPEN';

const MESSAGES: Readonly<Record<Exclude<TransportCode, 'UPSTREAM_UNREACHABLE'>, string>> = {
  UPSTREAM_TIMEOUT: 'The upstream gave no whole answer in time.',
  UPSTREAM_CONNECTION_LOST: 'The connection to the upstream was lost before its answer was complete.',
  UPSTREAM_BAD_RESPONSE: 'The upstream sent what cannot be read as an answer.',
  OVERLOADED: 'Too many calls to the upstream are under way or waiting; nothing was sent.',
  UPSTREAM_CIRCUIT_OPEN: 'The upstream failed repeatedly and is left alone for a moment; nothing was sent.',
};

/** A failure of a call that is not an answer of the upstream. */
export function failure(
  code: TransportCode,
  operation: Operation,
  options: StatusErrorOptions = {},
): StatusError {
  const cause = options.cause === undefined ? undefined : redactCause(options.cause);
  const message =
    code === 'UPSTREAM_UNREACHABLE' ? explainUnreachable(describeCause(options.cause).code) : MESSAGES[code];
  return new StatusError(code, message, { ...options, operation, cause });
}
