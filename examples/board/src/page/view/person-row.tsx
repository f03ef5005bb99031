import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Board } from '../run-board.ts';
import type { Person } from '../state/people.ts';
import type { StatusType } from '../state/status.ts';
import { returnWords } from '../words/return-words.ts';
import { TypeIcon } from './type-icon.tsx';

interface PersonRowProps {
  readonly person: Person;
  readonly board: Board;
}

/** One person. Drawn again when their status changes, and of the passing time only the words that it changes. */
export function PersonRow({ person, board: { now, directory } }: PersonRowProps): JSX.Element {
  const { name, type, note, returnTimeMs } = person.status.value;
  const changes = person.changes.value;
  const back = useComputed(() => returnWords(person.status.value.returnTimeMs, now.value));
  const isLate = useComputed(
    () => (person.status.value.returnTimeMs ?? Number.POSITIVE_INFINITY) < now.value,
  );
  const label = labelOf(directory.value.labels, type);
  return (
    <li class="person" data-username={person.username}>
      {changes > 0 && <span class="flash" key={changes} />}
      <TypeIcon type={type} />
      <div class="words">
        <span class="who">{person.displayName}</span>
        <span class="what">
          {name !== label && <span class="unseen">{label}: </span>}
          <span class="name">{name}</span>
          {returnTimeMs !== undefined && (
            <>
              {' '}
              <time class="back" data-late={isLate} dateTime={isoOf(returnTimeMs)}>
                {back}
              </time>
            </>
          )}
          {note !== '' && (
            <>
              {' '}
              <span class="note" title={note}>
                {note}
              </span>
            </>
          )}
        </span>
      </div>
    </li>
  );
}

const labelOf = (labels: ReadonlyMap<StatusType, string>, type: StatusType): string =>
  labels.get(type) ?? type.toLowerCase();

/** Years that RFC 3339 cannot write are left out. */
function isoOf(timeMs: number): string {
  const text = new Date(timeMs).toISOString();
  return text.length === 24 ? text : '';
}
