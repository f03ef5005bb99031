import type { Refusal } from '../live/refusal.ts';
import { troubleWords } from './trouble-words.ts';

/** Refusals that say more than what is in their own message. */
const WORDS: Readonly<Record<string, string>> = {
  FORBIDDEN: 'You may not set this status.',
  NOT_LICENSED: 'The phone system has no license for this user, or does not allow it.',
  USER_NOT_FOUND: 'The phone system does not know this user any more.',
};

/** Why a status was not set, as far as anybody knows. */
export function refusalWords({ code, message, mayBeDone }: Refusal): string {
  const isTrouble = /^(UPSTREAM_|CONNECTION_LOST|OVERLOADED|RATE_LIMITED|UNAUTHENTICATED)/.test(code);
  const why = WORDS[code] ?? (isTrouble ? capital(`${troubleWords(code)}.`) : message);
  return mayBeDone
    ? `${why} Your status may have been set all the same: look at the board.`
    : `Your status was not set. ${why}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
