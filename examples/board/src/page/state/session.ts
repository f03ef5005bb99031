import { type ReadonlySignal, signal } from '@preact/signals';
import type { Refusal, Scheme } from '../live/refusal.ts';

/** What somebody is asked who did not say who they are, or was not believed. */
export interface Asked {
  readonly scheme: Scheme;
  /** Whether what they said before was refused. */
  readonly wasRefused: boolean;
}

/** How this page makes itself known to the gateway: kept in memory, and nowhere else. */
export interface Session {
  readonly asked: ReadonlySignal<Asked | undefined>;
  /** The header of this name; undefined for none. */
  authorization(): string | undefined;
  /** Forgets what was said, and asks; resolves once it is said. */
  ask(refusal: Pick<Refusal, 'scheme'>): Promise<void>;
  give(authorization: string): void;
}

/** Makes a {@link Session} of nobody. */
export function createSession(): Session {
  const asked = signal<Asked | undefined>();
  let authorization: string | undefined;
  let given: (() => void) | undefined;
  return {
    asked,
    authorization: () => authorization,
    ask({ scheme }) {
      asked.value = { scheme, wasRefused: authorization !== undefined };
      authorization = undefined;
      return new Promise((resolve) => {
        given = resolve;
      });
    },
    give(text) {
      authorization = text;
      asked.value = undefined;
      given?.();
    },
  };
}

/** A name and a password as RFC 7617 has them, in UTF-8. */
export function basicAuthorization(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
