import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { chooseSize } from '../layout/choose-size.ts';
import type { Board } from '../run-board.ts';
import { PersonRow } from './person-row.tsx';

/** Everybody whom the filter leaves, as large as there is room for all of them. */
export function PeopleList({ board }: { readonly board: Board }): JSX.Element {
  const { filter, freshness, people } = board;
  const list = useRef<HTMLUListElement>(null);
  const room = useSignal({ width: 0, height: 0 });
  const size = useComputed(() => chooseSize(filter.shown.value.length, room.value.width, room.value.height));
  const isOld = useComputed(() => freshness.trouble.value !== undefined);
  useEffect(() => {
    const measure = (): void => {
      const { current } = list;
      if (current === null) return;
      const width = current.clientWidth;
      const height = innerHeight - (current.getBoundingClientRect().top + scrollY) - BELOW;
      const { width: knownWidth, height: knownHeight } = room.peek();
      if (width !== knownWidth || height !== knownHeight) room.value = { width, height };
    };
    // Whatever stands above it may grow, and so may the window.
    const observer = new ResizeObserver(measure);
    for (const element of [document.documentElement, ...document.querySelectorAll('header, .trouble')])
      observer.observe(element);
    addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      removeEventListener('resize', measure);
    };
  }, [room]);
  const isEmpty = filter.shown.value.length === 0 && freshness.hasBegun.value;
  return (
    <>
      <ul class="people" aria-label="People" ref={list} data-size={size} data-old={isOld}>
        {filter.shown.value.map((person) => (
          <PersonRow key={person.username} person={person} board={board} />
        ))}
      </ul>
      {isEmpty && (
        <p class="nobody">{people.all.value.length === 0 ? 'There is nobody.' : 'Nobody is like that.'}</p>
      )}
    </>
  );
}

/** Below the list, in pixels. */
const BELOW = 8;
