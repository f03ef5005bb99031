import type { JSX } from 'preact';
import type { Board } from '../run-board.ts';
import { Filters } from './filters.tsx';
import { MyStatus } from './my-status.tsx';
import { PeopleList } from './people-list.tsx';
import { SignIn } from './sign-in.tsx';
import { Summary } from './summary.tsx';
import { TroubleBanner } from './trouble-banner.tsx';

/** The whole page. */
export function App({ board }: { readonly board: Board }): JSX.Element {
  return (
    <>
      <header>
        <Summary board={board} />
        <Filters board={board} />
        <MyStatus board={board} />
      </header>
      <TroubleBanner board={board} />
      <main>
        <SignIn board={board} />
        <PeopleList board={board} />
      </main>
      <div class="unseen" role="status">
        {board.said}
      </div>
    </>
  );
}
