import type { Watching, WatchingOptions } from './create-watching.ts';
import { parseWatch } from './parse-watch.ts';
import type { WatchEvent } from './watch-event.ts';

type Watcher = AsyncIterator<WatchEvent, undefined>;

/** Makes the part of a client that watches, which is loaded when somebody first asks for what happens. */
export function loadWatching(options: WatchingOptions): Watching {
  let isClosed = false;
  let loaded: Watching | undefined;
  let loading: Promise<Watching> | undefined;
  const load = async (): Promise<Watching> => {
    const { createWatching } = await import('./create-watching.ts');
    loaded = createWatching(options);
    if (isClosed) loaded.close();
    return loaded;
  };
  return {
    watchStatuses(wanted, call) {
      const watch = parseWatch(wanted);
      const begin = async (): Promise<Watcher> => {
        loading ??= load();
        return (await loading).watchStatuses(watch, call)[Symbol.asyncIterator]();
      };
      return { [Symbol.asyncIterator]: () => new LaterIterator(begin) };
    },
    knownStatus: (target, call) => loaded?.knownStatus(target, call),
    mayHaveChanged: (user, update) => loaded?.mayHaveChanged(user, update),
    close() {
      isClosed = true;
      loaded?.close();
    },
  };
}

/** Lets go of what was needed to begin. */
const begunAlready = (): never => {
  throw new TypeError('This watcher has begun.');
};

/** An iterator that begins when it is first asked; from then on it is the one that has begun. */
class LaterIterator implements Watcher {
  #begin: () => Promise<Watcher>;
  #beginning: Promise<Watcher> | undefined;
  #begun: Watcher | undefined;

  constructor(begin: () => Promise<Watcher>) {
    this.#begin = begin;
  }

  next(): Promise<IteratorResult<WatchEvent, undefined>> {
    return this.#begun?.next() ?? this.#watcher().then((watcher) => watcher.next());
  }

  async return(): Promise<IteratorResult<WatchEvent, undefined>> {
    await (await this.#watcher()).return?.();
    return { done: true, value: undefined };
  }

  #watcher(): Promise<Watcher> {
    if (this.#begun !== undefined) return Promise.resolve(this.#begun);
    this.#beginning ??= this.#start();
    return this.#beginning;
  }

  async #start(): Promise<Watcher> {
    const begun = await this.#begin();
    this.#begun = begun;
    this.#beginning = undefined;
    this.#begin = begunAlready;
    return begun;
  }
}
