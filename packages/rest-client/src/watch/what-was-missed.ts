import type { Username } from '@live-status/domain';
import type { Watcher } from './audience.ts';
import type { Members } from './members.ts';
import type { Person } from './people.ts';
import type { Picture } from './picture.ts';
import { type Entry, shownOf } from './picture-entry.ts';
import type { Mark, Revisions } from './revisions.ts';
import type { Change } from './watcher-queue.ts';

/** What it is found out from. */
export interface MissedOptions {
  readonly picture: Pick<Picture, 'entries'>;
  readonly members: Pick<Members, 'everybody' | 'everybodySince'>;
  readonly revisions: Revisions;
}

/** Past so many changes a snapshot says the same for less: it is made once for many. */
export const MAX_MISSED = 100;

/** Finds what somebody has missed since a mark; undefined where changes alone do not tell it. */
export type FindMissed = (persons: Watcher['persons'], since: Mark) => readonly Change[] | undefined;

/** Whom somebody watches, where nothing but statuses became others since that revision; undefined where more did. */
function followed(
  persons: Iterable<Person>,
  entries: ReadonlyMap<Username, Entry>,
  since: number,
): readonly Entry[] | undefined {
  const usernames = new Set<Username>();
  for (const { username, changedIn } of persons) {
    if (changedIn > since) return undefined;
    if (username !== undefined) usernames.add(username);
  }
  const all: Entry[] = [];
  for (const username of usernames) {
    const entry = entries.get(username);
    if (entry === undefined || entry.followedSince > since) return undefined;
    all.push(entry);
  }
  return all;
}

/**
 * Makes that search. It needs no history: each user's last change is enough, because only what is shown now is told. Never is less
 * found than was missed; of a user whose status became another and the same again it may be that too.
 */
export function createFindMissed({ picture, members, revisions }: MissedOptions): FindMissed {
  const { entries } = picture;
  // Those who watch everybody come back many at once, with the same cursor.
  let last:
    | { readonly since: number; readonly until: Mark; readonly missed: ReturnType<FindMissed> }
    | undefined;

  const changesOf = (all: Iterable<Entry>, since: number): readonly Change[] | undefined => {
    const mark = revisions.mark();
    const missed: Change[] = [];
    for (const entry of all) {
      const { value } = entry;
      if (value === undefined && entry.failedIn > since) return undefined;
      if (value === undefined || entry.changedIn <= since) continue;
      const status = shownOf({ ...entry, value });
      missed.push({ event: { kind: 'changed', status, previous: undefined, cursor: mark.cursor }, mark });
    }
    return missed.length > MAX_MISSED ? undefined : missed;
  };
  function* everybody(): Iterable<Entry> {
    for (const username of members.everybody) {
      const entry = entries.get(username);
      if (entry !== undefined) yield entry;
    }
  }

  return (persons, { revision: since }) => {
    if (persons !== undefined) {
      const all = followed(persons, entries, since);
      return all && changesOf(all, since);
    }
    if (members.everybodySince() > since) return undefined;
    const until = revisions.mark();
    if (last?.since !== since || last.until !== until)
      last = { since, until, missed: changesOf(everybody(), since) };
    return last.missed;
  };
}
