import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { AUDIENCE, ISSUER } from './subjects.ts';

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(privateKey: KeyObject, subject: string): string {
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: subject,
    exp: Math.floor(Date.now() / 1000) + 24 * 3600,
    scope: 'status:read status:write',
  };
  const signed = `${base64url({ alg: 'ES256', kid: 'bench', typ: 'JWT' })}.${base64url(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** An issuer of tokens with one ES256 key: its JWKS, and tokens of a hundred callers. */
export async function startIssuer(): Promise<{ jwksUrl: string; tokens: string[]; close(): void }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' }],
  });
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(jwks);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  return {
    jwksUrl: `http://127.0.0.1:${address.port}/jwks`,
    tokens: Array.from({ length: 100 }, (_, index) => token(privateKey, `caller-${index}`)),
    close: () => server.close(),
  };
}
