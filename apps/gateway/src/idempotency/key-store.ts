import type { HashedCall } from './hash-call.ts';

/** How long a key is kept, in milliseconds. */
export const KEPT_MS = 86_400_000;
/** The longest answer that is kept, in bytes of UTF-8. */
export const MAX_ANSWER_BYTES = 65_536;
/** What all answers together may have before further keys are refused; those under way may go past it. */
export const MAX_ANSWERS_BYTES = 134_217_728;
/** Expired keys that one call removes at most. */
export const PURGED_AT_ONCE = 32;

/** What a call finds under its key. */
export type Claim =
  /** Nothing: from now on a run is under way, of this name. */
  | { readonly kind: 'won'; readonly run: string }
  | { readonly kind: 'done'; readonly answer: string }
  | { readonly kind: 'reused' }
  /** A run that has not ended. */
  | { readonly kind: 'begun'; readonly run: string }
  /** No room; the oldest key expires in so many milliseconds. */
  | { readonly kind: 'full'; readonly freeInMs: number };

/** Keeps what was begun and what was answered. Each step is on the disk, where there is one, when its promise resolves. */
export interface KeyStore {
  readonly salt: Uint8Array;
  /** Finds what is kept for less than {@link KEPT_MS}, or begins. */
  claim(call: HashedCall): Promise<Claim>;
  /** Keeps the answer of a run; does nothing where its key has expired meanwhile, and may be another run's. */
  finish(call: HashedCall, run: string, answer: string): Promise<void>;
  /** Frees the key of a run, likewise. */
  forget(call: HashedCall, run: string): Promise<void>;
  /** Whether a run is somebody else's who lives. */
  lives(run: string): boolean;
  close(): void;
}

/** One key as it is kept. */
export interface Kept {
  readonly input: string;
  /** Names the run that was begun, and none before or after it. */
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
  readonly answer: string | null;
}

/** Whether a key has been kept for its time. One from the future, by a clock that was set back, has not. */
export function isExpired({ begunAt }: Pick<Kept, 'begunAt'>, now: number): boolean {
  return now - begunAt >= KEPT_MS;
}

/** What a key that is kept means for a call. */
export function judge({ input, run, answer }: Kept, call: HashedCall): Claim {
  if (input !== call.input) return { kind: 'reused' };
  return answer === null ? { kind: 'begun', run } : { kind: 'done', answer };
}
