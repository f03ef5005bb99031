import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Board } from '../run-board.ts';
import { sinceWords } from '../words/since-words.ts';
import { troubleWords } from '../words/trouble-words.ts';

/** Says that the board may be out of date, since when and why; empty while it is not. */
export function TroubleBanner({ board: { freshness, session } }: { readonly board: Board }): JSX.Element {
  const words = useComputed(() => {
    const trouble = freshness.trouble.value;
    // Whoever is asked who they are is told there.
    if (trouble === undefined || session.asked.value !== undefined) return '';
    const since = sinceWords(trouble.sinceMs, Date.now());
    const what = freshness.hasBegun.value ? 'Not up to date' : 'No connection';
    return `${what} since ${since}: ${troubleWords(trouble.code)}. It comes back by itself.`;
  });
  return (
    <p class="trouble" role="status">
      {words}
    </p>
  );
}
