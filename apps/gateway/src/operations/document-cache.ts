import { LRUCache } from 'lru-cache';

/** How much a cache keeps at most. */
export interface CacheLimits {
  readonly maxItems: number;
  /** Of the texts, in UTF-16 units: what is kept of one grows with its text. */
  readonly maxCharacters: number;
}

/** What was made of texts, for when they come again. */
export interface DocumentCache<Value> {
  /** What was made of the text; `isKnown` says that it has come before, and so is worth more work. */
  get(text: string): { readonly value: Value; readonly isKnown: boolean };
}

/**
 * Keeps what `make` gives. A text that comes for the first time is on trial, beside others of its kind alone; one that
 * comes again is kept with those that are in use. So whoever sends ever new documents pushes out nobody's but his own.
 */
export function createDocumentCache<Value extends object>(
  make: (text: string) => Value,
  inUse: CacheLimits,
  onTrial: CacheLimits,
): DocumentCache<Value> {
  const kept = createCache<Value>(inUse);
  const tried = createCache<Value>(onTrial);
  return {
    get(text) {
      const known = kept.get(text);
      if (known !== undefined) return { value: known, isKnown: true };
      const seen = tried.get(text);
      if (seen !== undefined) {
        tried.delete(text);
        kept.set(text, seen);
        return { value: seen, isKnown: true };
      }
      const value = make(text);
      tried.set(text, value);
      return { value, isKnown: false };
    },
  };
}

const createCache = <Value extends object>({ maxItems, maxCharacters }: CacheLimits) =>
  new LRUCache<string, Value>({
    max: maxItems,
    maxSize: maxCharacters,
    sizeCalculation: (_value, text) => Math.max(1, text.length),
  });
