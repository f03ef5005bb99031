import { StatusError } from '@live-status/domain';
import { untilAborted } from '../until-aborted.ts';
import { claimInTurn } from './claim-in-turn.ts';
import { createCallHash, type HashedCall } from './hash-call.ts';
import { type KeyStore, MAX_ANSWER_BYTES } from './key-store.ts';
import type { KeyedRun, Keys } from './keys.ts';

const RETRY_AFTER_MS = 1000;

/** How all calls end that wait for one run: with an answer in JSON, or by asking each for itself. */
type End = { readonly answer: string } | 'interrupted';

/** Makes keys that a store keeps; a call waits at most `waitMs` milliseconds for a run of another process. */
export function createKeys(store: KeyStore, waitMs: number): Keys {
  const hashCall = createCallHash(store.salt);
  const underWay = new Map<string, Promise<End>>();
  const closing = new AbortController();

  const settle = async (call: HashedCall, { run }: Pick<KeyedRun<unknown>, 'run'>): Promise<End> => {
    const claimed = await claimInTurn(store, call, waitMs, closing.signal);
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
          Math.max(RETRY_AFTER_MS, claimed.freeInMs),
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

  let closed: Promise<void> | undefined;
  const close = async () => {
    closing.abort();
    await Promise.allSettled(underWay.values());
    store.close();
  };

  return {
    async once<T>(call: Parameters<Keys['once']>[0], how: KeyedRun<T>): Promise<T> {
      how.signal?.throwIfAborted();
      if (closing.signal.aborted)
        throw overloaded('The gateway is stopping; nothing was sent.', RETRY_AFTER_MS);
      const end = await untilAborted(join(hashCall(call), how), how.signal);
      if (end === 'interrupted') return how.interrupted();
      // Each caller has a copy of its own, the first too: all are answered the same.
      const answer: T = JSON.parse(end.answer);
      return answer;
    },
    [Symbol.asyncDispose]() {
      closed ??= close();
      return closed;
    },
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
