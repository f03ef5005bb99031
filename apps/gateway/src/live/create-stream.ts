import type { GraphQLFormattedError } from 'graphql';
import { tokenExpired } from '../auth/token-expired.ts';
import type { LiveEvent } from '../schema/live-event.ts';
import { at } from './at.ts';
import type { Showing } from './showings.ts';
import type { Show } from './shown-events.ts';
import type { LiveStream, Told } from './stream.ts';

/** What a stream is made of. */
export interface StreamOptions {
  readonly events: AsyncIterator<LiveEvent, undefined>;
  readonly showing: Showing;
  readonly show: Show;
  /** What ends the stream, as the caller is shown it. */
  readonly explain: (error: unknown) => readonly GraphQLFormattedError[];
  /** When the caller's token expires, as a Unix timestamp in milliseconds. */
  readonly expiresAtMs: number | undefined;
  /** Aborts where the caller goes away. */
  readonly signal: AbortSignal;
  /** Hears that a change is told, so many milliseconds after it was learned here. */
  readonly onTold?: ((delayMs: number) => void) | undefined;
  /** The stream has ended, however. */
  readonly onEnd: () => void;
}

const ENDED: Told = { kind: 'ended' };

/** Makes a {@link LiveStream}; nothing begins before it is asked for the first event. */
export function createStream(options: StreamOptions): LiveStream {
  const { events, showing, show, explain, expiresAtMs, signal, onTold, onEnd } = options;
  let isOver = false;
  /** What is told after the end, once. */
  let lastWords: Told = ENDED;

  const end = (): void => {
    if (isOver) return;
    isOver = true;
    cancelExpiry?.();
    signal.removeEventListener('abort', end);
    showing.leave();
    // Whatever is waited for settles.
    void events.return?.();
    onEnd();
  };
  const endWith = (error: unknown): void => {
    if (isOver) return;
    lastWords = { kind: 'failed', errors: explain(error) };
    end();
  };
  const cancelExpiry = expiresAtMs === undefined ? undefined : at(expiresAtMs, () => endWith(tokenExpired()));
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);

  const takeLastWords = (): Told => {
    const told = lastWords;
    lastWords = ENDED;
    return told;
  };
  return {
    async next() {
      if (isOver) return takeLastWords();
      try {
        const { done, value: event } = await events.next();
        if (done === true) end();
        if (isOver || event === undefined) return takeLastWords();
        const text = showing.text(event, show);
        if (event.kind === 'changed') onTold?.(Date.now() - event.status.observedAtMs);
        const cursor = 'cursor' in event ? event.cursor : undefined;
        return { kind: 'next', text: typeof text === 'string' ? text : await text, cursor };
      } catch (error) {
        endWith(error);
        return takeLastWords();
      }
    },
    end,
  };
}
