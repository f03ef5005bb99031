import { expect, test } from 'vitest';
import { explainUnreachable } from './explain-unreachable.ts';

test.each([
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'an authority that is not trusted here. Name the file of that authority in UPSTREAM_CA_FILE',
  ],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'UPSTREAM_CA_FILE'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'UPSTREAM_CA_FILE'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UPSTREAM_CA_FILE'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UPSTREAM_CA_FILE'],
  ['CERT_UNTRUSTED', 'UPSTREAM_CA_FILE'],
  ['INVALID_CA', 'UPSTREAM_CA_FILE'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'another host name. Let UPSTREAM_URL name a host'],
  ['HOSTNAME_MISMATCH', 'another host name'],
  ['CERT_HAS_EXPIRED', 'has expired. Renew it'],
  ['CERT_NOT_YET_VALID', 'not valid yet. Compare the clocks'],
  ['CERT_REVOKED', 'not accepted. The cause'],
  ['CERT_REJECTED', 'not accepted'],
  ['CERT_SIGNATURE_FAILURE', 'not accepted'],
  ['CERT_CHAIN_TOO_LONG', 'not accepted'],
  ['PATH_LENGTH_EXCEEDED', 'not accepted'],
  ['INVALID_PURPOSE', 'not accepted'],
  ['EPROTO', 'no TLS could be agreed on'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS could be agreed on'],
  ['ENOTFOUND', 'has no address. Check UPSTREAM_URL'],
  ['EAI_AGAIN', 'has no address'],
  ['ECONNREFUSED', 'was refused. Does it run'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection could be made, or it ended before the request had left.'],
  ['no code', 'no connection could be made'],
])('of %s it is said that %s', (code, said) => {
  const sentence = explainUnreachable(code);
  expect(sentence).toContain(said);
  expect(sentence).toMatch(/^The upstream cannot be reached: .*[.?)]$/);
  expect(sentence).not.toContain(code);
});
