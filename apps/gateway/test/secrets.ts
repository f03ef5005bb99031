import { DEMO_CREDENTIALS } from '@live-status/rest-server';
import { expect } from 'vitest';

/** What must never be seen: everything secret that one gateway is given or sent. */
export interface Secrets {
  /** Adds what is secret of an Authorization header. */
  addHeader(authorization: string | undefined): void;
  /** Fails the test where a text holds one of them; `where` says where it was seen. */
  expectNoneIn(where: string, text: string): void;
}

/** The secrets of a gateway with these variables. */
export function createSecrets(environment: Readonly<Record<string, string | undefined>>): Secrets {
  const { username, password } = DEMO_CREDENTIALS;
  const secrets = new Set([password, btoa(`${username}:${password}`)]);
  const { UPSTREAM_USERNAME: user = '', UPSTREAM_PASSWORD: own } = environment;
  if (own !== undefined) for (const secret of [own, btoa(`${user}:${own}`)]) secrets.add(secret);
  return {
    addHeader(authorization) {
      const token = authorization?.split(' ')[1];
      if (token !== undefined && token.length > 8) secrets.add(token);
    },
    expectNoneIn(where, text) {
      const seen = [...secrets].filter((secret) => text.includes(secret));
      expect(seen, `secrets in ${where}`).toEqual([]);
    },
  };
}
