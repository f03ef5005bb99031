/** The longest that a timer can wait, in milliseconds. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** Calls at a time, a Unix timestamp in milliseconds, however far away that is; what it gives calls it off. */
export function at(timestampMs: number, run: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const leftMs = timestampMs - Date.now();
    timer = leftMs > MAX_WAIT_MS ? setTimeout(wait, MAX_WAIT_MS) : setTimeout(run, Math.max(leftMs, 0));
  };
  wait();
  return () => clearTimeout(timer);
}
