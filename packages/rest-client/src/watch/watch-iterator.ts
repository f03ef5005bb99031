import { isStatusError, type StatusError } from '@live-status/domain';
import type { WatchEvent } from './watch-event.ts';
import { createWatcherQueue, type Source, type WatcherQueue } from './watcher-queue.ts';

/** Where a watcher's events are taken from, and how it leaves. */
export interface Subscription {
  readonly source: Source;
  readonly leave: () => void;
}

/** Begins to watch: tells the queue what happens, and wakes whoever may be waiting for it. An error says why it cannot begin. */
export type Subscribe = (queue: WatcherQueue, wake: () => void) => Subscription | StatusError;

type Result = IteratorResult<WatchEvent, undefined>;
const DONE: Result = { done: true, value: undefined };

/**
 * What one watcher is told, each event when it is asked for. Nothing begins before the first is. The signal ends it with its reason,
 * once; `return` ends it in peace.
 */
export function createWatchIterator(
  subscribe: Subscribe,
  signal: AbortSignal | undefined,
): AsyncIterator<WatchEvent, undefined> {
  const queue = createWatcherQueue();
  const waiting: PromiseWithResolvers<Result>[] = [];
  let subscription: Subscription | undefined;
  let isOver = false;

  const end = (): void => {
    isOver = true;
    signal?.removeEventListener('abort', onAbort);
    subscription?.leave();
    subscription = undefined;
  };
  const release = (): void => {
    for (const { resolve } of waiting.splice(0)) resolve(DONE);
  };
  let reason: { readonly thrown: unknown } | undefined;
  const onAbort = (): void => {
    end();
    const first = waiting.shift();
    if (first === undefined) reason = { thrown: signal?.reason };
    else first.reject(signal?.reason);
    release();
  };
  const serve = (): void => {
    while (waiting.length > 0 && subscription !== undefined) {
      const event = queue.take(subscription.source);
      if (event === undefined) return;
      waiting.shift()?.resolve({ done: false, value: event });
      if (event.kind !== 'failed') continue;
      end();
      release();
    }
  };
  const begin = (): StatusError | undefined => {
    const begun = subscribe(queue, serve);
    if (isStatusError(begun)) {
      isOver = true;
      return begun;
    }
    signal?.addEventListener('abort', onAbort);
    subscription = begun;
    return undefined;
  };

  return {
    async next() {
      if (reason !== undefined) {
        const { thrown } = reason;
        reason = undefined;
        throw thrown;
      }
      if (isOver) return DONE;
      if (subscription === undefined) {
        if (signal?.aborted) {
          isOver = true;
          throw signal.reason;
        }
        const error = begin();
        if (error !== undefined) return { done: false, value: { kind: 'failed', error } };
      }
      const answer = Promise.withResolvers<Result>();
      waiting.push(answer);
      serve();
      return await answer.promise;
    },
    async return() {
      if (!isOver) end();
      release();
      return DONE;
    },
  };
}
