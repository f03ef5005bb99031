import type { LiveStream } from '../live/stream.ts';
import type { Framing } from './frames.ts';
import type { Sink } from './sink.ts';

/** What a stream is pumped into. */
export type Outlet = Pick<Sink, 'isReady' | 'isClosed' | 'whenReady' | 'write'>;

/**
 * Writes what a stream tells, and asks it for more only when what came before was taken: what a slow reader has not asked for is
 * conflated there. Resolves at the end of either, and ends the stream.
 */
export async function pump(stream: LiveStream, outlet: Outlet, framing: Framing): Promise<void> {
  try {
    for (;;) {
      if (!outlet.isReady) await outlet.whenReady();
      if (outlet.isClosed) return;
      const told = await stream.next();
      if (outlet.isClosed) return;
      if (told.kind === 'next') {
        outlet.write(framing.next(told.text, told.cursor));
        continue;
      }
      if (told.kind === 'failed')
        outlet.write(framing.next(JSON.stringify({ errors: told.errors }), undefined));
      outlet.write(framing.complete);
      return;
    }
  } finally {
    stream.end();
  }
}

/** A stream that tells one result. */
export function streamOf(text: string): LiveStream {
  let isTold = false;
  return {
    async next() {
      if (isTold) return { kind: 'ended' };
      isTold = true;
      return { kind: 'next', text, cursor: undefined };
    },
    end() {
      isTold = true;
    },
  };
}

/** Whether something goes on, and is no single result. */
export const isStream = (opened: object): opened is LiveStream => 'next' in opened;
