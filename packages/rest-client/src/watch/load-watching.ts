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

type Begin = () => Promise<Watcher>;

/** An iterator that begins when it is first asked; from then on it is the one that has begun, and nothing is kept of how it began. */
class LaterIterator implements Watcher {
  #stage: Begin | Promise<Watcher> | Watcher;

  constructor(begin: Begin) {
    this.#stage = begin;
  }

  next(): Promise<IteratorResult<WatchEvent, undefined>> {
    const watcher = this.#watcher();
    return watcher instanceof Promise ? watcher.then((begun) => begun.next()) : watcher.next();
  }

  async return(): Promise<IteratorResult<WatchEvent, undefined>> {
    await (await this.#watcher()).return?.();
    return { done: true, value: undefined };
  }

  #watcher(): Promise<Watcher> | Watcher {
    if (typeof this.#stage === 'function') this.#stage = this.#start(this.#stage);
    return this.#stage;
  }

  async #start(begin: Begin): Promise<Watcher> {
    const begun = await begin();
    this.#stage = begun;
    return begun;
  }
}
