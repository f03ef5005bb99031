/** One call as its caller saw it. All times of one history are in milliseconds on one clock. */
export interface RecordedCall {
  /** Through which client it went. */
  readonly client: string;
  readonly user: string;
  readonly kind: 'read' | 'set';
  readonly beganAt: number;
  readonly endedAt: number;
  /**
   * Of a set: reads that begin after its end show the upstream as it was then, or later. `endedAt` unless given, which is right where
   * that is when the client itself heard of the end. Somebody further away hears later, when the next set may have been applied.
   */
  readonly partsAt?: number | undefined;
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
  const setsOf = Map.groupBy(
    calls.filter(({ kind }) => kind === 'set'),
    placeOf,
  );
  return calls.flatMap((call) => {
    const { kind, user, beganAt, endedAt, note } = call;
    if (kind === 'set' || note === undefined) return [];
    const sets = appliedOf.get(user) ?? [];
    const shown = sets.findIndex((set) => set.note === note);
    const who = `${call.client}'s read of ${user} from ${beganAt.toFixed(1)} to ${endedAt.toFixed(1)}`;
    if (shown < 0 && note !== '') return [`${who} shows a note that was never applied: ${note}.`];
    if ((sets[shown]?.at ?? 0) > endedAt) return [`${who} shows ${note}, which was applied after it.`];
    const noOlderThan = Math.max(partedBefore(setsOf.get(placeOf(call)) ?? [], beganAt), beganAt - windowMs);
    const missed = sets.slice(shown + 1).find(({ at }) => at < noOlderThan);
    if (missed === undefined) return [];
    const since = `${missed.note}, applied at ${missed.at.toFixed(1)}`;
    return [
      `${who} shows ${note || 'nothing'} and not ${since}; it may be no older than ${noOlderThan.toFixed(1)}.`,
    ];
  });
}

const placeOf = ({ client, user }: RecordedCall): string => JSON.stringify([client, user]);

/** How new at least reads are that begin at a time, for the sake of the sets that had ended; minus infinity where none had. */
function partedBefore(sets: readonly RecordedCall[], time: number): number {
  return sets
    .filter(({ endedAt }) => endedAt < time)
    .reduce((latest, { endedAt, partsAt = endedAt }) => Math.max(latest, partsAt), Number.NEGATIVE_INFINITY);
}
