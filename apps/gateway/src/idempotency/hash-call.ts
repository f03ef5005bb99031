import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyedCall } from './keys.ts';

/** A call as it is kept: nothing of the key, the caller or the input can be read from it. */
export interface HashedCall {
  /** Of the caller and the key. */
  readonly id: string;
  /** Of the caller, the key and the input. */
  readonly input: string;
}

/**
 * Makes the hash of calls with the salt of whatever keeps them. Caller and key are hashed together: who has the file and wants to
 * try credentials would have to guess the key as well. Inputs that JSON says alike, properties in any order, are the same.
 * It throws a TypeError for an input that JSON cannot say.
 */
export function createCallHash(salt: Uint8Array): (call: KeyedCall) => HashedCall {
  // Made once: given as bytes it would be made for every hash, which takes longer than the hash.
  const secret = createSecretKey(salt);
  const hash = (text: string) => createHmac('sha256', secret).update(text).digest('base64url');
  return ({ caller, key, input }) => {
    const whose = JSON.stringify([caller, key]);
    return { id: hash(whose), input: hash(whose + canonicalJson(input)) };
  };
}

const canonicalJson = (value: unknown): string => JSON.stringify(value, sortProperties);

function sortProperties(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
