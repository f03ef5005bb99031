import type { JSX } from 'preact';
import type { Board } from '../run-board.ts';
import { basicAuthorization } from '../state/session.ts';

/** Asks who somebody is, where the gateway wants to know. */
export function SignIn({ board: { session } }: { readonly board: Board }): JSX.Element | null {
  const asked = session.asked.value;
  if (asked === undefined) return null;
  const isBasic = asked.scheme === 'Basic';
  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const field = (name: string): string => String(form.get(name) ?? '');
        session.give(
          isBasic
            ? basicAuthorization(field('username'), field('password'))
            : `Bearer ${field('token').trim()}`,
        );
      }}
    >
      <h2>Sign in</h2>
      {asked.wasRefused && (
        <p class="problem" role="alert">
          {isBasic
            ? 'This username and password are not accepted.'
            : 'This token is not accepted, or not any more.'}
        </p>
      )}
      {isBasic ? (
        <>
          <label>
            Username
            <input name="username" autocomplete="username" required />
          </label>
          <label>
            Password
            <input name="password" type="password" autocomplete="current-password" required />
          </label>
        </>
      ) : (
        <label>
          Token
          <input name="token" type="password" autocomplete="off" required />
        </label>
      )}
      <button type="submit">Sign in</button>
      <p class="hint">Kept until this page is closed, and sent to the gateway alone.</p>
    </form>
  );
}
