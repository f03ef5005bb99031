/** Waits before it is tried again: for as long as the gateway asked for, otherwise longer each time, and never all at once. */
export const pause = (retries: number, askedMs?: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, askedMs ?? Math.random() * Math.min(30_000, 1000 * 2 ** retries));
  });
