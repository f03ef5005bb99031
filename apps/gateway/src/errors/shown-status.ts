import { returnTimeToDate, type StatusUpdate } from '@live-status/domain';

/** A status inside an error, as the fields of the object `UserStatus` show one. */
export interface ShownStatus {
  readonly name: string;
  /** As in the enum: upper case. */
  readonly type: string;
  readonly note: string;
  /** RFC 3339 in UTC; null for none. */
  readonly returnTime: string | null;
  /** The same in milliseconds since 1970; null for none. */
  readonly returnTimestamp: number | null;
}

/** Shows a status as GraphQL does and not as the wire does. */
export function shownStatus({ name, type, note, returnTime }: StatusUpdate): ShownStatus {
  const date = returnTimeToDate(returnTime);
  return {
    name,
    type: type.toUpperCase(),
    note,
    returnTime: date?.toISOString() ?? null,
    returnTimestamp: date?.getTime() ?? null,
  };
}
