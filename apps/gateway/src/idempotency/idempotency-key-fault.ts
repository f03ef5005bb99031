import { describeValue } from '@live-status/domain';

/** The longest key, in characters. */
export const MAX_KEY_LENGTH = 255;

const EXPECTED = `An idempotency key must be 1 to ${MAX_KEY_LENGTH} characters of printable ASCII`;

/** What is wrong with an idempotency key, in a sentence; undefined for a usable one. */
export function idempotencyKeyFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return `${EXPECTED}; got ${describeValue(value)}.`;
  if (value === '') return `${EXPECTED}; got none.`;
  if (value.length > MAX_KEY_LENGTH) return `${EXPECTED}; got ${value.length}.`;
  const found = /[^ -~]/u.exec(value);
  if (found === null) return undefined;
  const codePoint = found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return `${EXPECTED}; got U+${codePoint} after ${found.index} others.`;
}
