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
      return { [Symbol.asyncIterator]: () => laterIterator(begin) };
    },
    knownStatus: (target, call) => loaded?.knownStatus(target, call),
    mayHaveChanged: (user, update) => loaded?.mayHaveChanged(user, update),
    close() {
      isClosed = true;
      loaded?.close();
    },
  };
}

/** An iterator that begins when it is first asked. */
function laterIterator(begin: () => Promise<Watcher>): Watcher {
  let begun: Promise<Watcher> | undefined;
  const watcher = () => {
    begun ??= begin();
    return begun;
  };
  return {
    next: async () => (await watcher()).next(),
    async return() {
      await (await watcher()).return?.();
      return { done: true, value: undefined };
    },
  };
}
