import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Refusal } from '../live/refusal.ts';
import { setStatus } from '../live/set-status.ts';
import type { Board } from '../run-board.ts';
import type { Person } from '../state/people.ts';
import { refusalWords } from '../words/refusal-words.ts';
import { TypeIcon } from './type-icon.tsx';

interface StatusFormProps {
  readonly person: Person;
  readonly board: Board;
}

/** In minutes. */
const RETURNS = [5, 10, 15, 30, 45, 60, 90, 120, 180, 240, 480];

/** Sets the status of whoever sits here. Nothing is shown as set before the board is told of it. */
export function StatusForm({ person, board: { ask, me, directory } }: StatusFormProps): JSX.Element {
  const isSending = useSignal(false);
  const done = useSignal('');
  const problem = useSignal('');
  const { name: currentName, type: currentType } = person.status.peek();
  const { choices } = directory.value;

  const send = async (form: HTMLFormElement): Promise<void> => {
    const fields = new FormData(form);
    const choice = choices.find(({ id }) => id === fields.get('choice'));
    if (choice === undefined || isSending.peek()) return;
    isSending.value = true;
    done.value = '';
    problem.value = '';
    const minutes = Number(fields.get('returnIn'));
    try {
      await setStatus(ask, {
        username: person.username,
        choice,
        note: String(fields.get('note') ?? ''),
        returnIn: minutes > 0 ? minutes : undefined,
      });
      done.value = `Set to ${choice.name}.`;
      for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('.more'))
        field.value = '';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problem.value = refusalWords(error);
    } finally {
      isSending.value = false;
    }
  };
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <p class="i-am">
        You are <b>{person.displayName}</b>.{' '}
        <button type="button" class="link" onClick={() => me.is(undefined)}>
          Somebody else?
        </button>
      </p>
      <fieldset class="choices">
        <legend>Status</legend>
        {choices.map(({ id, name, type }) => (
          <label key={id}>
            <input
              type="radio"
              name="choice"
              value={id}
              required
              defaultChecked={name === currentName && type === currentType}
            />
            <TypeIcon type={type} /> {name}
          </label>
        ))}
      </fieldset>
      <label>
        Note
        <input class="more" name="note" maxLength={4096} autocomplete="off" />
      </label>
      <label>
        Back in
        <select class="more" name="returnIn">
          <option value="">–</option>
          {RETURNS.map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutes < 60 ? `${minutes} min` : `${minutes / 60} h`}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" aria-disabled={isSending}>
        Set
      </button>
      <p class="done" role="status">
        {done}
      </p>
      <p class="problem" role="alert">
        {problem}
      </p>
    </form>
  );
}
