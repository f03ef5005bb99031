import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Signs tokens and serves the keys to check them with. */
export interface TokenIssuer extends AsyncDisposable {
  readonly jwksUrl: string;
  /** The variables that make a gateway believe this issuer. */
  readonly variables: Readonly<Record<string, string>>;
  /** How often the keys were read. */
  readonly reads: () => number;
  /** A token with these claims over the usual ones; `undefined` leaves a claim out. */
  sign(claims?: Readonly<Record<string, unknown>>, options?: { readonly kid?: string }): Promise<string>;
  /** Signs with a new key from now on; the old one is served no more. */
  rotate(): Promise<void>;
  /** Whether the keys are served. */
  available: boolean;
}

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'live-status';

/** Starts an issuer on a free port. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  let number = 0;
  let reads = 0;
  let key = await makeKey(`key-${number}`);
  const server = createServer((_request, response) => {
    reads += 1;
    if (!issuer.available) return void response.writeHead(500).end();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [key.jwk] }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const jwksUrl = `http://127.0.0.1:${port}/jwks`;
  const issuer: TokenIssuer = {
    jwksUrl,
    variables: { AUTH: 'jwt', JWT_JWKS_URL: jwksUrl, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
    reads: () => reads,
    available: true,
    sign(claims = {}, { kid = key.kid } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: ISSUER, aud: AUDIENCE, sub: 'somebody', iat: now, exp: now + 60 };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(key.privateKey);
    },
    async rotate() {
      number += 1;
      key = await makeKey(`key-${number}`);
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
  return issuer;
}

async function makeKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}
