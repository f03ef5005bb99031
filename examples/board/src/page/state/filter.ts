import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Person } from './people.ts';
import { sameOrNew } from './same-or-new.ts';
import type { StatusType } from './status.ts';

/** Who of all people is shown. */
export interface Filter {
  readonly search: Signal<string>;
  /** Empty: all types. */
  readonly types: Signal<ReadonlySet<StatusType>>;
  readonly shown: ReadonlySignal<readonly Person[]>;
  toggle(type: StatusType): void;
}

/** Makes a {@link Filter} that shows everybody. */
export function createFilter(all: ReadonlySignal<readonly Person[]>): Filter {
  const search = signal('');
  const types = signal<ReadonlySet<StatusType>>(new Set());
  const matches = (person: Person, words: readonly string[]): boolean => {
    if (types.value.size > 0 && !types.value.has(person.status.value.type)) return false;
    if (words.length === 0) return true;
    const { name, note } = person.status.value;
    const text = folded(`${person.displayName.value} ${person.username} ${name} ${note}`);
    return words.every((word) => text.includes(word));
  };
  return {
    search,
    types,
    shown: computed(
      sameOrNew(() => {
        const words = folded(search.value)
          .split(/\s+/)
          .filter((word) => word !== '');
        return all.value.filter((person) => matches(person, words));
      }),
    ),
    toggle(type) {
      const next = new Set(types.peek());
      if (!next.delete(type)) next.add(type);
      types.value = next;
    },
  };
}

/** Without case and accents: "jose" finds "José". */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
