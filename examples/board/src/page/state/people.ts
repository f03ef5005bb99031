import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Told } from '../live/parse-event.ts';
import { sameOrNew } from './same-or-new.ts';
import type { Status, StatusType } from './status.ts';

/** Somebody on the board. Whoever shows one of these signals is told when that one changes, and of nothing else. */
export interface Person {
  readonly username: string;
  readonly displayName: Signal<string>;
  readonly status: Signal<Status>;
  /** How often the status has changed since the board has shown this person. */
  readonly changes: Signal<number>;
}

/** Everybody on the board. */
export interface People {
  /** By display name; the same list for as long as nobody comes, goes or is renamed. */
  readonly all: ReadonlySignal<readonly Person[]>;
  /** How many there are of each type of whom there are any. */
  readonly counts: ReadonlySignal<ReadonlyMap<StatusType, number>>;
  /** Puts a picture in the place of all there is. */
  replace(told: readonly Told[]): void;
  /** Puts one status in the place of what was there; the person. */
  change(told: Told): Person;
  /** What people are called. */
  rename(names: ReadonlyMap<string, string>): void;
}

/** Makes {@link People} of whom there are none. */
export function createPeople(): People {
  const byUsername = signal<ReadonlyMap<string, Person>>(new Map());
  const order = new Intl.Collator();
  let names: ReadonlyMap<string, string> = new Map();

  const nameOf = (username: string): string => names.get(username) ?? username;
  const create = ({ username, status }: Told): Person => ({
    username,
    displayName: signal(nameOf(username)),
    status: signal(status),
    changes: signal(0),
  });
  const put = (person: Person, status: Status): void => {
    if (isSame(person.status.peek(), status)) return;
    person.status.value = status;
    person.changes.value += 1;
  };
  return {
    all: computed(
      sameOrNew(() =>
        [...byUsername.value.values()].sort(
          (a, b) =>
            order.compare(a.displayName.value, b.displayName.value) || order.compare(a.username, b.username),
        ),
      ),
    ),
    // Counted once for all who show a part of it.
    counts: computed(() => {
      const counts = new Map<StatusType, number>();
      for (const { status } of byUsername.value.values())
        counts.set(status.value.type, (counts.get(status.value.type) ?? 0) + 1);
      return counts;
    }),
    replace(told) {
      batch(() => {
        const known = byUsername.peek();
        const next = new Map<string, Person>();
        for (const one of told) {
          const person = known.get(one.username) ?? create(one);
          put(person, one.status);
          next.set(one.username, person);
        }
        byUsername.value = next;
      });
    },
    change(told) {
      return batch(() => {
        const known = byUsername.peek().get(told.username);
        const person = known ?? create(told);
        put(person, told.status);
        if (known === undefined) byUsername.value = new Map(byUsername.peek()).set(told.username, person);
        return person;
      });
    },
    rename(given) {
      names = given;
      batch(() => {
        for (const person of byUsername.peek().values()) person.displayName.value = nameOf(person.username);
      });
    },
  };
}

const isSame = (a: Status, b: Status): boolean =>
  a.name === b.name && a.type === b.type && a.note === b.note && a.returnTimeMs === b.returnTimeMs;
