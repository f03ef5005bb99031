import type { LogDestination } from './logger.ts';

/**
 * Writes what one turn of the event loop has to say in one piece, or what is said in `pauseMs` where that is given; and
 * what is left when the process ends.
 */
export function writeInTurns(stream: LogDestination, pauseMs?: number): LogDestination {
  let pending = '';
  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text !== '') stream.write(text);
  };
  process.on('exit', flush);
  return {
    write(text) {
      if (pending === '') void (pauseMs === undefined ? setImmediate(flush) : setTimeout(flush, pauseMs));
      pending += text;
    },
  };
}
