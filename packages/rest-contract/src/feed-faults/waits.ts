/** Waits for what becomes of something, which says whenever it has become otherwise. */
export interface Waits {
  /** Resolves once it is so; rejects where that takes too long, saying what there is instead. */
  until(what: string, isSo: () => boolean): Promise<void>;
  /** It has become otherwise. */
  look(): void;
}

/** Longer than anything is waited for, on the busiest machine. */
const PATIENCE_MS = 30_000;

/** Makes waits for something, which `describe` describes. */
export function createWaits(describe: () => string): Waits {
  const looks = new Set<() => void>();
  return {
    until: (what, isSo) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          looks.delete(look);
          reject(new Error(`Waited for ${what} in vain. There is: ${describe()}.`));
        }, PATIENCE_MS);
        const look = () => {
          if (!isSo()) return;
          clearTimeout(timer);
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
    look() {
      for (const look of looks) look();
    },
  };
}
