import { StatusError } from '@live-status/domain';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { JwtConfig } from '../config/gateway-config.ts';
import type { Caller } from '../schema/access.ts';

/** Someone whose token was believed. */
export interface VerifiedToken {
  readonly caller: Caller;
  /** Tells callers apart: issuer and subject. */
  readonly identity: string;
}

/** Checks bearer tokens. */
export interface TokenVerifier {
  /**
   * @throws StatusError `UNAUTHENTICATED` where there is no token or it is not believed; `UPSTREAM_UNREACHABLE` where
   *   the keys cannot be had. Neither says why a token was refused beyond its time: the log does not know it either.
   */
  verify(authorization: string | null): Promise<VerifiedToken>;
}

/** A key that is not known yet makes the key set be read again, but no more often than this. */
const ROTATION_COOLDOWN_MS = 1000;
/** A key that was withdrawn is believed no longer than this. */
const KEYS_MAX_AGE_MS = 300_000;

/** Makes a verifier that reads the issuer's keys (RFC 7517) when it first needs them. */
export function createTokenVerifier(config: JwtConfig): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), {
    cooldownDuration: ROTATION_COOLDOWN_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
  });
  const options = {
    issuer: config.issuer,
    audience: config.audience,
    algorithms: [...config.algorithms],
    clockTolerance: config.clockSkewSeconds,
    requiredClaims: ['exp'],
  };
  return {
    async verify(authorization) {
      const token = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw unauthenticated('Send an Authorization header with a Bearer token.');
      try {
        const { payload } = await jwtVerify(token, keys, options);
        return toVerified(payload, config.usernameClaim);
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

function toVerified(payload: JWTPayload, usernameClaim: string): VerifiedToken {
  const username = payload[usernameClaim];
  return {
    caller: {
      kind: 'token',
      scopes: new Set([...words(payload['scope']), ...words(payload['scp'])]),
      username: typeof username === 'string' ? username : undefined,
    },
    identity: JSON.stringify([payload.iss, payload.sub ?? username]),
  };
}

/** RFC 8693 has scopes as one text with spaces between; some issuers send a list. */
function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : [];
}

function translate(error: unknown): StatusError {
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired: get a new one.');
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
    return unauthenticated('The token is not valid yet.');
  if (isRefusal(error))
    return unauthenticated(
      'The token was not accepted: its signature, issuer, audience or form is not what this gateway expects.',
    );
  const message = 'The keys that tokens are checked against cannot be had at the moment.';
  return new StatusError('UPSTREAM_UNREACHABLE', message, { cause: error });
}

/** What jose throws over the token itself; all else concerns the way to the keys. */
function isRefusal(error: unknown): boolean {
  const { JWTClaimValidationFailed, JWTInvalid, JWSInvalid, JWSSignatureVerificationFailed } = errors;
  const { JOSEAlgNotAllowed, JOSENotSupported, JWKSNoMatchingKey, JWKSMultipleMatchingKeys } = errors;
  return [
    JWTClaimValidationFailed,
    JWTInvalid,
    JWSInvalid,
    JWSSignatureVerificationFailed,
    JOSEAlgNotAllowed,
    JOSENotSupported,
    JWKSNoMatchingKey,
    JWKSMultipleMatchingKeys,
  ].some((type) => error instanceof type);
}

const unauthenticated = (message: string): StatusError => new StatusError('UNAUTHENTICATED', message);
