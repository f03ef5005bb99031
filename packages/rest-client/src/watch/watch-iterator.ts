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
type Waiting = PromiseWithResolvers<Result>;
const DONE: Result = { done: true, value: undefined };

/**
 * What one watcher is told, each event when it is asked for. Nothing begins before the first is. The signal ends it with its reason,
 * once; `return` ends it in peace.
 */
export const createWatchIterator = (
  subscribe: Subscribe,
  signal: AbortSignal | undefined,
): AsyncIterator<WatchEvent, undefined> => new WatchIterator(subscribe, signal);

/** A class, and with no more than it needs at each time, because there may be ten thousand of them. */
class WatchIterator implements AsyncIterator<WatchEvent, undefined> {
  readonly #signal: AbortSignal | undefined;
  #subscribe: Subscribe | undefined;
  #queue: WatcherQueue | undefined;
  #subscription: Subscription | undefined;
  /** Most often one waits, and no more. */
  #first: Waiting | undefined;
  #others: Waiting[] | undefined;
  #isOver = false;
  #reason: { readonly thrown: unknown } | undefined;

  constructor(subscribe: Subscribe, signal: AbortSignal | undefined) {
    this.#subscribe = subscribe;
    this.#signal = signal;
  }

  async next(): Promise<Result> {
    if (this.#reason !== undefined) {
      const { thrown } = this.#reason;
      this.#reason = undefined;
      throw thrown;
    }
    if (this.#isOver) return DONE;
    if (this.#subscription === undefined) {
      if (this.#signal?.aborted) {
        this.#isOver = true;
        throw this.#signal.reason;
      }
      const error = this.#begin();
      if (error !== undefined) return { done: false, value: { kind: 'failed', error } };
    }
    const answer = Promise.withResolvers<Result>();
    this.#wait(answer);
    this.#serve();
    return answer.promise;
  }

  async return(): Promise<Result> {
    if (!this.#isOver) this.#end();
    this.#release();
    return DONE;
  }

  /** The signal aborts. */
  handleEvent(): void {
    this.#end();
    const thrown: unknown = this.#signal?.reason;
    const first = this.#shift();
    if (first === undefined) this.#reason = { thrown };
    else first.reject(thrown);
    this.#release();
  }

  #begin(): StatusError | undefined {
    const queue = createWatcherQueue();
    const begun = this.#subscribe?.(queue, () => this.#serve());
    this.#subscribe = undefined;
    if (begun === undefined || isStatusError(begun)) {
      this.#isOver = true;
      return begun;
    }
    this.#signal?.addEventListener('abort', this);
    this.#queue = queue;
    this.#subscription = begun;
    return undefined;
  }

  #serve(): void {
    while (this.#first !== undefined && this.#subscription !== undefined) {
      const event = this.#queue?.take(this.#subscription.source);
      if (event === undefined) return;
      this.#shift()?.resolve({ done: false, value: event });
      if (event.kind !== 'failed') continue;
      this.#end();
      this.#release();
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#subscribe = undefined;
    this.#signal?.removeEventListener('abort', this);
    this.#subscription?.leave();
    this.#subscription = undefined;
  }

  #wait(answer: Waiting): void {
    if (this.#first === undefined) this.#first = answer;
    else {
      this.#others ??= [];
      this.#others.push(answer);
    }
  }

  #shift(): Waiting | undefined {
    const first = this.#first;
    this.#first = this.#others?.shift();
    return first;
  }

  #release(): void {
    for (let next = this.#shift(); next !== undefined; next = this.#shift()) next.resolve(DONE);
  }
}
