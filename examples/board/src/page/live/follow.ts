import { createBackoff } from './backoff.ts';
import { type Cut, listen } from './listen.ts';
import type { LiveEvent } from './parse-event.ts';
import { wait } from './wait.ts';

export interface FollowOptions {
  readonly authorization: () => string | undefined;
  readonly onEvent: (event: LiveEvent) => void;
  /** The connection is over; another one is about to be tried. */
  readonly onCut: (cut: Cut) => void;
}

/**
 * Tells what happens to everybody, for ever: what is cut is connected again, and goes on behind the last event. Ends where the gateway
 * wants to know who asks.
 */
export async function follow({ authorization, onEvent, onCut }: FollowOptions): Promise<Cut> {
  const backoff = createBackoff();
  let after: string | undefined;
  for (;;) {
    const cut = await listen({
      authorization: authorization(),
      after,
      onEvent(event) {
        backoff.reset();
        if ('cursor' in event) after = event.cursor;
        onEvent(event);
      },
    });
    onCut(cut);
    if (cut.code === 'UNAUTHENTICATED') return cut;
    await wait(backoff.next(cut.retryAfterMs));
  }
}
