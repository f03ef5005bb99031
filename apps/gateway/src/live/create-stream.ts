import type { WatchEvent } from '@live-status/rest-client';
import type { GraphQLFormattedError } from 'graphql';
import { tokenExpired } from '../auth/token-expired.ts';
import type { LiveEvents } from '../schema/live-event.ts';
import { at } from './at.ts';
import type { Showing } from './showings.ts';
import type { LiveStream, Told } from './stream.ts';

/** What a stream is made of. */
export interface StreamOptions {
  readonly events: LiveEvents;
  readonly showing: Showing;
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
export const createStream = (options: StreamOptions): LiveStream => new Stream(options);

/** A class, because there may be ten thousand of them. */
class Stream implements LiveStream {
  readonly #options: Omit<StreamOptions, 'events'>;
  readonly #scope: string;
  readonly #events: AsyncIterator<WatchEvent, undefined>;
  readonly #cancelExpiry: (() => void) | undefined;
  #isOver = false;
  /** What is told after the end, once. */
  #lastWords = ENDED;

  constructor(options: StreamOptions) {
    const { events, ...kept } = options;
    const { expiresAtMs, signal } = kept;
    this.#options = kept;
    this.#scope = events.scope;
    this.#events = events[Symbol.asyncIterator]();
    if (expiresAtMs !== undefined) this.#cancelExpiry = at(expiresAtMs, () => this.#endWith(tokenExpired()));
    if (signal.aborted) this.end();
    else signal.addEventListener('abort', this);
  }

  async next(): Promise<Told> {
    if (this.#isOver) return this.#takeLastWords();
    try {
      const { done, value: event } = await this.#events.next();
      if (done === true) this.end();
      if (this.#isOver || event === undefined) return this.#takeLastWords();
      if (event.kind === 'failed') {
        this.#endWith(event.error);
        return this.#takeLastWords();
      }
      const { showing, onTold } = this.#options;
      if (event.kind === 'changed') onTold?.(Date.now() - event.status.observedAtMs);
      const cursor = 'cursor' in event ? event.cursor + this.#scope : undefined;
      const text = showing.text(event, cursor ?? '');
      return { kind: 'next', text: typeof text === 'string' ? text : await text, cursor };
    } catch (error) {
      this.#endWith(error);
      return this.#takeLastWords();
    }
  }

  end(): void {
    if (this.#isOver) return;
    const { signal, showing, onEnd } = this.#options;
    this.#isOver = true;
    this.#cancelExpiry?.();
    signal.removeEventListener('abort', this);
    showing.leave();
    // Whatever is waited for settles.
    void this.#events.return?.();
    onEnd();
  }

  /** The caller goes away. */
  handleEvent(): void {
    this.end();
  }

  #endWith(error: unknown): void {
    if (this.#isOver) return;
    this.#lastWords = { kind: 'failed', errors: this.#options.explain(error) };
    this.end();
  }

  #takeLastWords(): Told {
    const told = this.#lastWords;
    this.#lastWords = ENDED;
    return told;
  }
}
