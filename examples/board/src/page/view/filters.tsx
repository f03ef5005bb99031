import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Board } from '../run-board.ts';
import { sameOrNew } from '../state/same-or-new.ts';
import { STATUS_TYPES, type StatusType } from '../state/status.ts';
import { TypeIcon } from './type-icon.tsx';

/** Who is shown: by words, and by types of which there are any. */
export function Filters({ board }: { readonly board: Board }): JSX.Element {
  const { filter, people } = board;
  const types = useComputed(
    sameOrNew(() => {
      return STATUS_TYPES.filter((type) => people.counts.value.has(type) || filter.types.value.has(type));
    }),
  );
  return (
    <search class="filters">
      <label>
        <span class="unseen">Search people</span>
        <input
          type="search"
          placeholder="Search"
          autocomplete="off"
          value={filter.search}
          onInput={({ currentTarget }) => {
            filter.search.value = currentTarget.value;
          }}
        />
      </label>
      <fieldset class="types">
        <legend class="unseen">Show only</legend>
        {types.value.map((type) => (
          <TypeToggle key={type} type={type} board={board} />
        ))}
      </fieldset>
    </search>
  );
}

interface TypeToggleProps {
  readonly type: StatusType;
  readonly board: Board;
}

function TypeToggle({ type, board: { filter, people, directory } }: TypeToggleProps): JSX.Element {
  const count = useComputed(() => people.counts.value.get(type) ?? 0);
  return (
    <button
      type="button"
      class="type"
      aria-pressed={filter.types.value.has(type)}
      onClick={() => filter.toggle(type)}
    >
      <TypeIcon type={type} />
      <span>{directory.value.labels.get(type) ?? type.toLowerCase()}</span> <b>{count}</b>
    </button>
  );
}
