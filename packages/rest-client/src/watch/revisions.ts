/** How far somebody was told: a revision of one board's picture, and the cursor that says so outside. */
export interface Mark {
  readonly revision: number;
  readonly cursor: string;
}

/** Counts what becomes of one board's picture. */
export interface Revisions {
  /** Something that is shown has changed, or whom it is shown of: gives the revision from then on. */
  next(): number;
  /** Where the count stands: one object for all, as long as it stands there. */
  mark(): Mark;
  /** What a cursor stands for; undefined where it is none of this board's. */
  parse(cursor: string): Mark | undefined;
}

/** The longest text that is looked at as a cursor, in UTF-16 code units: none of ours is as long. */
export const MAX_CURSOR_LENGTH = 64;

/** Nine bytes: two boards that ever were are not taken for each other. */
const EPOCH_BYTES = 9;

const randomEpoch = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(EPOCH_BYTES))).toString('base64url');

/** Counts from zero, in an epoch of its own. */
export function createRevisions(epoch: string = randomEpoch()): Revisions {
  const markOf = (revision: number): Mark => ({ revision, cursor: `${epoch}.${revision}` });
  let now = 0;
  let mark = markOf(now);
  return {
    next() {
      now += 1;
      return now;
    },
    mark() {
      if (mark.revision !== now) mark = markOf(now);
      return mark;
    },
    parse(cursor) {
      if (cursor.length > MAX_CURSOR_LENGTH) return undefined;
      const known = markOf(Number(cursor.slice(epoch.length + 1)));
      // Only what is written as we write it, and was reached.
      const { revision } = known;
      const isReached = Number.isInteger(revision) && revision >= 0 && revision <= now;
      return isReached && known.cursor === cursor ? known : undefined;
    },
  };
}
