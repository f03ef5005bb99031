import { StatusError, type Username } from '@live-status/domain';
import type { Watcher } from './audience.ts';
import { judgeFailure } from './judge-failure.ts';
import type { Members } from './members.ts';
import type { Person } from './people.ts';
import type { Picture } from './picture.ts';
import { type Entry, shownOf } from './picture-entry.ts';
import type { Mark, Revisions } from './revisions.ts';
import type { WatchResult } from './watch-event.ts';

/** What results are made of. */
export interface ResultsOptions {
  readonly picture: Pick<Picture, 'entries'>;
  readonly members: Pick<Members, 'everybody'>;
  readonly revisions: Pick<Revisions, 'mark'>;
}

/** The picture as somebody is shown it, who watches these or everybody. */
export type TakeResults = (persons: Watcher['persons']) => readonly WatchResult[];

const statusOf = (entry: Entry | undefined): WatchResult | undefined =>
  entry?.value && shownOf({ ...entry, value: entry.value });

/**
 * Makes results: one for each person in the order in which they were given, or everybody's by username. Everybody's are made once for
 * all who are shown them while nothing changes.
 */
export function createResults({ picture: { entries }, members, revisions }: ResultsOptions): TakeResults {
  let sorted: readonly Username[] = [];
  let last: { readonly mark: Mark; readonly results: readonly WatchResult[] } | undefined;

  const ofPerson = ({ ref, username, failure }: Person): WatchResult => {
    const entry = username === undefined ? undefined : entries.get(username);
    const error = entry?.failure ?? failure;
    return statusOf(entry) ?? { user: ref, error: error ?? nothingKnown() };
  };
  /** Whoever is not licensed, or has gone, is none of everybody. */
  const ofListed = (username: Username): readonly WatchResult[] => {
    const entry = entries.get(username);
    const status = statusOf(entry);
    if (status !== undefined) return [status];
    const error = entry?.failure;
    return error !== undefined && judgeFailure(error).kind === 'failed'
      ? [{ user: { username }, error }]
      : [];
  };
  const inOrder = (): readonly Username[] => {
    const { everybody } = members;
    const isSame = sorted.length === everybody.size && sorted.every((username) => everybody.has(username));
    if (!isSame) sorted = [...everybody].toSorted();
    return sorted;
  };

  return (persons) => {
    if (persons !== undefined) return persons.map(ofPerson);
    const mark = revisions.mark();
    if (last?.mark !== mark) last = { mark, results: inOrder().flatMap(ofListed) };
    return last.results;
  };
}

const nothingKnown = (): StatusError =>
  new StatusError('UPSTREAM_UNREACHABLE', 'Nothing was learned of this user yet.', { operation: 'read' });
