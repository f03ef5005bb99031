import { Ending } from './ending.ts';

/** A call that a signal ends, at once and with its reason. */
export async function endedBy<T>(
  signal: AbortSignal | undefined,
  start: (ending: Ending) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ending = new Ending();
  const onAbort = () => ending.end(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await start(ending);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
