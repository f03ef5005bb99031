const UNTRUSTED =
  'its certificate was issued by an authority that is not trusted here. Name the file of that authority in UPSTREAM_CA_FILE (or NODE_EXTRA_CA_CERTS; in programs tls.ca).';
const FOR_ANOTHER_HOST =
  'its certificate was issued for another host name. Let UPSTREAM_URL name a host that the certificate names.';
const NOT_ACCEPTED = "its certificate is not accepted. The cause's code in the log says why.";
const NO_TLS =
  'no TLS could be agreed on. Is it plain HTTP that is served there, or a version of TLS that is too old?';
const NO_ADDRESS = 'its host name has no address. Check UPSTREAM_URL and the name server.';
const NO_CONNECTION = 'no connection could be made, or it ended before the request had left.';

/** What the codes of Node and OpenSSL mean, and what to do. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  ['CERT_UNTRUSTED', UNTRUSTED],
  ['INVALID_CA', UNTRUSTED],
  ['ERR_TLS_CERT_ALTNAME_INVALID', FOR_ANOTHER_HOST],
  ['HOSTNAME_MISMATCH', FOR_ANOTHER_HOST],
  ['CERT_HAS_EXPIRED', 'its certificate has expired. Renew it; if it has not, mend the clock here.'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet. Compare the clocks here and there.'],
  ['CERT_REVOKED', NOT_ACCEPTED],
  ['CERT_REJECTED', NOT_ACCEPTED],
  ['CERT_SIGNATURE_FAILURE', NOT_ACCEPTED],
  ['CERT_CHAIN_TOO_LONG', NOT_ACCEPTED],
  ['PATH_LENGTH_EXCEEDED', NOT_ACCEPTED],
  ['INVALID_PURPOSE', NOT_ACCEPTED],
  ['EPROTO', NO_TLS],
  ['ENOTFOUND', NO_ADDRESS],
  ['EAI_AGAIN', NO_ADDRESS],
  ['ECONNREFUSED', 'the connection was refused. Does it run, and is the port of UPSTREAM_URL right?'],
]);

/** Why an upstream cannot be reached, by the code of the cause, and what to do about it: without a word of the cause's own. */
export function explainUnreachable(code: string): string {
  const reason = code.startsWith('ERR_SSL_') ? NO_TLS : (REASONS.get(code) ?? NO_CONNECTION);
  return `The upstream cannot be reached: ${reason}`;
}
