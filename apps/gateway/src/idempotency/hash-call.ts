import { createHmac } from 'node:crypto';
import type { KeyedCall } from './keys.ts';

/** A call as it is kept: nothing of the key, the caller or the input can be read from it. */
export interface HashedCall {
  /** Of the caller and the key. */
  readonly id: string;
  /** Of the caller, the key and the input. */
  readonly input: string;
}

/**
 * Hashes a call with the salt of whatever keeps it. Caller and key are hashed together: who has the file and wants to try
 * credentials would have to guess the key as well. Inputs that JSON says alike, properties in any order, are the same.
 *
 * @throws TypeError for an input that JSON cannot say.
 */
export function hashCall(salt: Uint8Array, { caller, key, input }: KeyedCall): HashedCall {
  const whose = JSON.stringify([caller, key]);
  const hash = (text: string) => createHmac('sha256', salt).update(text).digest('base64url');
  return { id: hash(whose), input: hash(whose + canonicalJson(input)) };
}

const canonicalJson = (value: unknown): string => JSON.stringify(value, sortProperties);

function sortProperties(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
