import { Ending } from './ending.ts';

/** A call that a signal ends, at once and with its reason. */
export async function endedBy<T>(
  signal: AbortSignal | undefined,
  start: (ending: Ending) => Promise<T>,
): Promise<T> {
  const ending = new Ending();
  if (signal === undefined) return await start(ending);
  signal.throwIfAborted();
  const onAbort = () => ending.end(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await start(ending);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
