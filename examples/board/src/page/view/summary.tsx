import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Board } from '../run-board.ts';

/** What the page is, and how many are available. */
export function Summary({ board: { people, freshness } }: { readonly board: Board }): JSX.Element {
  const words = useComputed(() =>
    freshness.hasBegun.value
      ? `${people.counts.value.get('AVAILABLE') ?? 0} of ${people.all.value.length} available`
      : 'Connecting …',
  );
  return (
    <div class="summary">
      <h1>Live Status</h1>
      <p class="available">{words}</p>
    </div>
  );
}
