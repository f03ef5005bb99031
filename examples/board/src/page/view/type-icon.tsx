import type { JSX } from 'preact';
import type { StatusType } from '../state/status.ts';

/** What is drawn of each type in a square of 24 by 24: `solid` in the type's colour, `mark` on it, `line` as an outline. No two have one shape. */
interface Drawing {
  readonly solid?: string;
  readonly mark?: string;
  readonly line?: string;
}

const CIRCLE = 'M12 1a11 11 0 1 1 0 22a11 11 0 1 1 0-22z';

const DRAWINGS: Readonly<Record<StatusType, Drawing>> = {
  AVAILABLE: { solid: CIRCLE, mark: 'M7 12.5l3.5 3.5L17 8.5' },
  CHAT: {
    solid: 'M3 2h18a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-9l-6 5v-5H3a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z',
    mark: 'M6.5 7.5h11M6.5 11.5h7',
  },
  AWAY: { line: 'M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 1 1 0-19zM12 7v5.5l4 2.5' },
  XA: { solid: 'M15 1.5A11 11 0 1 0 22.5 16A9 9 0 0 1 15 1.5z' },
  DND: { solid: CIRCLE, mark: 'M6.5 12h11' },
  UNAVAILABLE: { line: 'M4 4l16 16M20 4L4 20' },
  ALTBLUE: { solid: 'M2.5 2.5h19v19h-19z' },
  ALTGREEN: { solid: 'M12 2L23 21.5H1z' },
  ALTPINK: { solid: 'M12 0.5L23.5 12L12 23.5L0.5 12z' },
  ALTPURPLE: { solid: 'M6.5 2h11L23 12l-5.5 10h-11L1 12z' },
  ALTRED: { solid: 'M12 1l3.2 7.5l8 .7l-6.1 5.3l1.9 8l-7-4.3l-7 4.3l1.9-8L.8 9.2l8-.7z' },
};

/** The icon of a type, for the eye alone: whoever shows it says the type in words as well. */
export function TypeIcon({ type }: { readonly type: StatusType }): JSX.Element {
  const { solid, mark, line } = DRAWINGS[type];
  return (
    <svg class="icon" data-type={type} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {solid !== undefined && <path class="solid" d={solid} />}
      {mark !== undefined && <path class="mark" d={mark} />}
      {line !== undefined && <path class="line" d={line} />}
    </svg>
  );
}
