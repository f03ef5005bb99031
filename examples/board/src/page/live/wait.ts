/** Waits for so many milliseconds, or less where the network came back or somebody looks at the page again. */
export function wait(ms: number): Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
    addEventListener('online', () => resolve(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || resolve(), { signal });
  }).finally(() => ending.abort());
}
