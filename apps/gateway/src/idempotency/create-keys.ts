import { setTimeout as pause } from 'node:timers/promises';
import { StatusError } from '@live-status/domain';
import { untilAborted } from '../until-aborted.ts';
import { createCallHash, type HashedCall } from './hash-call.ts';
import { type Claim, type KeyStore, MAX_ANSWER_BYTES } from './key-store.ts';
import type { KeyedRun, Keys } from './keys.ts';

/** How often a call looks whether another process has ended its run. */
const LOOK_EVERY_MS = 25;

/** How all calls end that wait for one run: with an answer in JSON, or by asking each for itself. */
type End = { readonly answer: string } | 'interrupted';

/** Makes keys that a store keeps; a call waits at most `waitMs` milliseconds for a run of another process. */
export function createKeys(store: KeyStore, waitMs: number): Keys {
  const hashCall = createCallHash(store.salt);
  const underWay = new Map<string, Promise<End>>();
  const closing = new AbortController();

  /** Claims until nobody else is doing it; who dies, or takes too long, has left it begun. */
  const claim = async (call: HashedCall): Promise<Claim> => {
    const giveUpAt = performance.now() + waitMs;
    for (let isLast = false; ; ) {
      const found = await store.claim(call);
      if (found.kind !== 'begun' || isLast) return found;
      // Whoever is gone may have ended its run since it was looked for: it is looked for once more.
      isLast = closing.signal.aborted || performance.now() >= giveUpAt || !store.lives(found.run);
      if (!isLast) await pause(LOOK_EVERY_MS, undefined, closing).catch(() => {});
    }
  };

  const settle = async (call: HashedCall, { run }: Pick<KeyedRun<unknown>, 'run'>): Promise<End> => {
    const claimed = await claim(call);
    switch (claimed.kind) {
      case 'done':
        return claimed;
      case 'begun':
        return 'interrupted';
      case 'reused':
        throw reused();
      case 'full':
        throw overloaded(
          'More idempotency keys are in use than are kept; nothing was sent.',
          claimed.freeInMs,
        );
      case 'won': {
        const { answer, keep } = await run();
        const text = toJson(answer);
        if (!keep) await store.forget(call, claimed.run);
        else if (Buffer.byteLength(text) <= MAX_ANSWER_BYTES) await store.finish(call, claimed.run, text);
        return { answer: text };
      }
    }
  };

  const join = (call: HashedCall, how: Pick<KeyedRun<unknown>, 'run'>): Promise<End> => {
    // Another input goes its own way, and is refused by what is kept.
    const id = `${call.id} ${call.input}`;
    const joined = underWay.get(id);
    if (joined !== undefined) return joined;
    const end = settle(call, how).finally(() => underWay.delete(id));
    // Where everybody has left, nobody hears how it ends.
    end.catch(() => {});
    underWay.set(id, end);
    return end;
  };

  const close = async () => {
    if (closing.signal.aborted) return;
    closing.abort();
    await Promise.allSettled(underWay.values());
    store.close();
  };

  return {
    async once<T>(call: Parameters<Keys['once']>[0], how: KeyedRun<T>): Promise<T> {
      how.signal?.throwIfAborted();
      if (closing.signal.aborted) throw overloaded('The gateway is stopping; nothing was sent.', 1000);
      const end = await untilAborted(join(hashCall(call), how), how.signal);
      if (end === 'interrupted') return how.interrupted();
      // Each caller has a copy of its own, the first too: all are answered the same.
      const answer: T = JSON.parse(end.answer);
      return answer;
    },
    [Symbol.asyncDispose]: close,
  };
}

function toJson(answer: unknown): string {
  const text: string | undefined = JSON.stringify(answer);
  if (text === undefined)
    throw new TypeError('An answer under an idempotency key must be one that JSON can say.');
  return text;
}

const reused = () =>
  new StatusError(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotency key came before, with another input; nothing was sent.',
    {
      operation: 'write',
    },
  );

const overloaded = (message: string, retryAfterMs: number) =>
  new StatusError('OVERLOADED', message, { operation: 'write', retryAfterMs });
