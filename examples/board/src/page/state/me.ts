import { type Signal, signal } from '@preact/signals';

const KEY = 'live-status.me';

/** Who sits at this browser: a username, kept from one visit to the next where the browser keeps anything. */
export interface Me {
  readonly username: Signal<string | undefined>;
  is(username: string | undefined): void;
}

/** Makes {@link Me} of what the browser has kept. */
export function createMe(storage: () => Storage = () => localStorage): Me {
  const username = signal(attempt(() => storage().getItem(KEY)) ?? undefined);
  return {
    username,
    is(next) {
      username.value = next;
      attempt(() => (next === undefined ? storage().removeItem(KEY) : storage().setItem(KEY, next)));
    },
  };
}

/** Browsers may be told to keep nothing, and then throw. */
function attempt<Value>(use: () => Value): Value | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
