import { StatusError } from '@live-status/domain';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { JwtConfig } from '../config/gateway-config.ts';
import type { Caller } from '../schema/access.ts';
import { tokenExpired } from './token-expired.ts';

/** Someone whose token was believed. */
export interface VerifiedToken {
  readonly caller: Caller;
  /** Tells callers apart: issuer and subject. */
  readonly identity: string;
  /** When it is believed no longer, as a Unix timestamp in milliseconds by the clock here. */
  readonly expiresAtMs: number;
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

/** Tokens that are remembered at most, and how many characters of them. */
const REMEMBERED = { max: 10_000, maxSize: 10_000_000 };

/** What is remembered of a token that was believed. */
interface Remembered {
  readonly verified: VerifiedToken;
  /** When it expires, in seconds since 1970. */
  readonly exp: number;
}

/**
 * Makes a verifier that reads the issuer's keys (RFC 7517) when it first needs them. A token that was believed is
 * believed again without another look at its signature until it expires or the keys are read anew.
 */
export function createTokenVerifier(config: JwtConfig): TokenVerifier {
  const remembered = new LRUCache<string, Remembered>({
    ...REMEMBERED,
    sizeCalculation: (_value, { length }) => length,
  });
  let readings = 0;
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), {
    cooldownDuration: ROTATION_COOLDOWN_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
    async [customFetch](url, init) {
      const response = await fetch(url, init);
      // From here on who signs may be another: nothing is remembered that was believed before.
      readings += 1;
      remembered.clear();
      return response;
    },
  });
  const isOver = (exp: number) => Math.floor(Date.now() / 1000) >= exp + config.clockSkewSeconds;
  const options = {
    issuer: config.issuer,
    audience: config.audience,
    algorithms: [...config.algorithms],
    clockTolerance: config.clockSkewSeconds,
    requiredClaims: ['exp'],
  };
  return {
    async verify(authorization) {
      const known = keys.fresh ? remembered.get(authorization ?? '') : undefined;
      if (known !== undefined && !isOver(known.exp)) return known.verified;
      const token = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw unauthenticated('Send an Authorization header with a Bearer token.');
      const reading = keys.reloading ? undefined : readings;
      try {
        const { payload } = await jwtVerify(token, keys, options);
        const verified = toVerified(payload, config);
        if (authorization !== null && reading === readings && !keys.reloading)
          remembered.set(authorization, { verified, exp: Number(payload.exp) });
        return verified;
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

function toVerified(payload: JWTPayload, { usernameClaim, clockSkewSeconds }: JwtConfig): VerifiedToken {
  const username = payload[usernameClaim];
  return {
    caller: {
      kind: 'token',
      scopes: new Set([...words(payload['scope']), ...words(payload['scp'])]),
      username: typeof username === 'string' ? username : undefined,
    },
    identity: JSON.stringify([payload.iss, payload.sub ?? username]),
    expiresAtMs: (Number(payload.exp) + clockSkewSeconds) * 1000,
  };
}

/** RFC 8693 has scopes as one text with spaces between; some issuers send a list. */
function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : [];
}

function translate(error: unknown): StatusError {
  if (error instanceof errors.JWTExpired) return tokenExpired();
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
