import type { LogDestination } from './logger.ts';

/** How long a line may wait for others, in milliseconds. */
const TURN_MS = 10;
/** What is written at once, in characters. */
const MAX_PENDING = 16_384;

/**
 * Writes what comes within {@link TURN_MS} in one piece: each piece is a call of the operating system. What is left when the
 * process ends of itself, or by an error, is written then.
 */
export function writeInTurns(stream: LogDestination): LogDestination {
  let pending = '';
  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text !== '') stream.write(text);
  };
  process.on('exit', flush);
  return {
    write(text) {
      if (pending === '') setTimeout(flush, TURN_MS);
      pending += text;
      if (pending.length >= MAX_PENDING) flush();
    },
  };
}
