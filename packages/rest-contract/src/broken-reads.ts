/** One call as its caller saw it. All times of one history are in milliseconds on one clock. */
export interface RecordedCall {
  /** Through which client it went. */
  readonly client: string;
  readonly user: string;
  readonly kind: 'read' | 'set';
  readonly beganAt: number;
  readonly endedAt: number;
  /** The note that was set, or that was read; undefined for a read that failed. */
  readonly note: string | undefined;
}

/** One set as the upstream applied it. Each note is set once. */
export interface AppliedSet {
  readonly user: string;
  readonly note: string;
  readonly at: number;
}

/**
 * What in a history breaks clause GET-5, one sentence for each read. A read shows the upstream as it was when the last set of
 * that user through the same client had ended, however it ended, or `windowMs` before the read began: whichever is later;
 * and it shows nothing that was applied after it ended.
 */
export function findBrokenReads(
  calls: readonly RecordedCall[],
  applied: readonly AppliedSet[],
  windowMs: number,
): string[] {
  const appliedOf = Map.groupBy(
    applied.toSorted((a, b) => a.at - b.at),
    ({ user }) => user,
  );
  const endsOf = new Map(
    [
      ...Map.groupBy(
        calls.filter(({ kind }) => kind === 'set'),
        placeOf,
      ),
    ].map(([place, sets]) => [place, sets.map(({ endedAt }) => endedAt).toSorted((a, b) => a - b)]),
  );
  return calls.flatMap((call) => {
    const { kind, user, beganAt, endedAt, note } = call;
    if (kind === 'set' || note === undefined) return [];
    const sets = appliedOf.get(user) ?? [];
    const shown = sets.findIndex((set) => set.note === note);
    const who = `${call.client}'s read of ${user} from ${beganAt.toFixed(1)} to ${endedAt.toFixed(1)}`;
    if (shown < 0 && note !== '') return [`${who} shows a note that was never applied: ${note}.`];
    if ((sets[shown]?.at ?? 0) > endedAt) return [`${who} shows ${note}, which was applied after it.`];
    const noOlderThan = Math.max(last(endsOf.get(placeOf(call)) ?? [], beganAt), beganAt - windowMs);
    const missed = sets.slice(shown + 1).find(({ at }) => at < noOlderThan);
    if (missed === undefined) return [];
    const since = `${missed.note}, applied at ${missed.at.toFixed(1)}`;
    return [
      `${who} shows ${note || 'nothing'} and not ${since}; it may be no older than ${noOlderThan.toFixed(1)}.`,
    ];
  });
}

const placeOf = ({ client, user }: RecordedCall): string => JSON.stringify([client, user]);

/** The greatest of ascending times that is before a time; minus infinity where none is. */
function last(times: readonly number[], before: number): number {
  return times.findLast((time) => time < before) ?? Number.NEGATIVE_INFINITY;
}
