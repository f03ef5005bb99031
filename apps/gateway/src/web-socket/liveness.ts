import type { Outbox } from './outbox.ts';

/** How many pings in a row may be left unanswered. */
const MAX_UNANSWERED = 2;
/** For how many beats in a row a socket may have something to take and never have taken all of it. */
const MAX_BEATS_FULL = 10;

/** Whether the other side of a WebSocket lives, as far as pings tell. */
export class Liveness {
  readonly #outbox: Outbox;
  #unanswered = 0;
  #beatsFull = 0;
  #timesEmpty = 0;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Pings the other side; false where it has left the last pings unanswered, or takes nothing of what waits for it. */
  beat(): boolean {
    // A ping would wait behind the rest, and it keeps no connection from being silent that has something to send.
    if (!this.#outbox.isEmpty) return this.#isTaking();
    this.#beatsFull = 0;
    if (this.#unanswered >= MAX_UNANSWERED) return false;
    this.#unanswered += 1;
    this.#outbox.ping();
    return true;
  }

  /** A pong came. */
  answered(): void {
    this.#unanswered = 0;
  }

  /** The socket sees by itself when nothing moves at all; but any byte that comes counts as movement there. */
  #isTaking(): boolean {
    const { timesEmpty } = this.#outbox;
    this.#beatsFull = timesEmpty === this.#timesEmpty ? this.#beatsFull + 1 : 0;
    this.#timesEmpty = timesEmpty;
    return this.#beatsFull < MAX_BEATS_FULL;
  }
}
