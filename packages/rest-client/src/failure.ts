import { type Operation, StatusError, type StatusErrorOptions } from '@live-status/domain';

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

/** Why no connection could be made or used, where the cause's code tells it, and what to do. */
const UNREACHABLE: readonly (readonly [RegExp, string])[] = [
  [
    /SELF_SIGNED_CERT|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|^CERT_UNTRUSTED$|^INVALID_CA$/,
    'its certificate was issued by an authority that is not trusted here. Name the file of that authority in UPSTREAM_CA_FILE (or NODE_EXTRA_CA_CERTS; in programs tls.ca).',
  ],
  [
    /ALTNAME_INVALID|^HOSTNAME_MISMATCH$/,
    'its certificate was issued for another host name. Let UPSTREAM_URL name a host that the certificate names.',
  ],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired. Renew it; if it has not, mend the clock here.'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet. Compare the clocks here and there.'],
  [/^CERT_|^CRL_/, "its certificate is not accepted. The cause's code in the log says why."],
  [
    /^(ERR_SSL_|EPROTO$)/,
    'no TLS could be agreed on. Is it plain HTTP that is served there, or a version of TLS that is too old?',
  ],
  [/^(ENOTFOUND|EAI_)/, 'its host name has no address. Check UPSTREAM_URL and the name server.'],
  [/^ECONNREFUSED$/, 'the connection was refused. Does it run, and is the port of UPSTREAM_URL right?'],
];

function unreachable(cause: unknown): string {
  const { code } = describeCause(cause);
  const known = UNREACHABLE.find(([pattern]) => pattern.test(code))?.[1];
  return `The upstream cannot be reached: ${known ?? 'no connection could be made, or it ended before the request had left.'}`;
}

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
  const message = code === 'UPSTREAM_UNREACHABLE' ? unreachable(options.cause) : MESSAGES[code];
  return new StatusError(code, message, { ...options, operation, cause });
}
