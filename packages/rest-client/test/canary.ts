import { inspect } from 'node:util';
import { expect } from 'vitest';
import { basicCredentials, type Credentials } from '../src/index.ts';

const USERNAME = 'c4nary-us3r';
const PASSWORD = 'c4nary-p4ssword';

/** Credentials that must show up nowhere but in the request itself. */
export const canaryCredentials = (): Credentials => basicCredentials(USERNAME, PASSWORD);

export const SECRETS: readonly string[] = [USERNAME, PASSWORD, `${USERNAME}:${PASSWORD}`].flatMap((text) => [
  text,
  btoa(text),
]);

/** Every way in which a program may come to show a value: as text, as JSON, inspected in depth, with all its causes. */
function shown(value: unknown): string[] {
  const texts = [
    String(value),
    JSON.stringify(value) ?? '',
    inspect(value, { depth: Infinity, showHidden: true }),
  ];
  if (!(value instanceof Error)) return texts;
  const { message, stack = '', cause } = value;
  return [...texts, message, stack, ...(cause === undefined ? [] : shown(cause))];
}

/** Fails where any value shows the canary credentials, plainly or in Base64, or the upstream's address. */
export function expectNoSecret(...values: readonly unknown[]): void {
  const text = values.flatMap(shown).join('\n');
  for (const secret of [...SECRETS, '127.0.0.1']) expect(text).not.toContain(secret);
}
