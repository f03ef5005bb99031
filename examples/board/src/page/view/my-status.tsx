import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Board } from '../run-board.ts';
import { StatusForm } from './status-form.tsx';

/** One's own status: once who one is, then what is to be set. */
export function MyStatus({ board }: { readonly board: Board }): JSX.Element {
  const { me, people } = board;
  const person = people.all.value.find(({ username }) => username === me.username.value);
  const details = useRef<HTMLDetailsElement>(null);
  const shown = useRef(person?.username);
  useEffect(() => {
    if (shown.current === person?.username) return;
    shown.current = person?.username;
    // The form that had the focus is not there any more: whoever uses a keyboard goes on in the one that took its place.
    if (details.current?.open === true && document.activeElement === document.body)
      details.current.querySelector<HTMLElement>('input:checked, input, select')?.focus();
  }, [person?.username]);
  return (
    <details
      class="me"
      ref={details}
      onKeyDown={({ key, currentTarget }) => {
        if (key !== 'Escape' || !currentTarget.open) return;
        currentTarget.open = false;
        currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary>My status</summary>
      {person === undefined ? (
        <WhoForm board={board} />
      ) : (
        <StatusForm key={person.username} person={person} board={board} />
      )}
    </details>
  );
}

function WhoForm({ board: { me, people } }: { readonly board: Board }): JSX.Element {
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        me.is(String(new FormData(event.currentTarget).get('username') ?? ''));
      }}
    >
      <label>
        Who are you?
        <select name="username" required>
          <option value="">–</option>
          {people.all.value.map(({ username, displayName }) => (
            <option key={username} value={username}>
              {displayName}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">That’s me</button>
    </form>
  );
}
