import { z } from 'zod';
import { expected } from './expected.ts';
import type { ConfigurationId, UserStatusId } from './ids.ts';
import { isTimestampMs, MAX_TIMESTAMP_MS, NO_RETURN_TIME } from './return-time.ts';
import { STATUS_TYPES, type StatusType } from './status-type.ts';

/** The status of one user, as the REST resource represents it (clause REP-1). */
export interface UserStatus {
  /** The id of the user status. Not lasting (clause ID-1). */
  readonly id: UserStatusId;
  /** The id of the configuration object behind it. */
  readonly configurationId: ConfigurationId;
  readonly name: string;
  readonly type: StatusType;
  /** Empty where no note is set. */
  readonly note: string;
  /** Unix timestamp in milliseconds, −1 for none (clauses REP-2 to REP-4). */
  readonly returnTime: number;
  /** True for a custom status set by the user, false for a pre-configured one. */
  readonly userCreated: boolean;
}

const text = (): z.ZodString => z.string(expected('a string'));

const returnTime = z
  .custom<number>(
    isTimestampMs,
    expected(
      `an integer of milliseconds within ±${MAX_TIMESTAMP_MS}, or ${NO_RETURN_TIME} for none`,
      'number',
    ),
  )
  .overwrite((value) => value + 0);

/**
 * A representation: every documented property present and of its type, unknown extra ones dropped (clause REP-5). A note
 * or return time that is absent or null is none (clause REP-6).
 */
export const userStatusSchema: z.ZodType<UserStatus> = z.object(
  {
    id: text().transform((id) => id as UserStatusId),
    configurationId: text().transform((id) => id as ConfigurationId),
    name: text(),
    type: z.enum(STATUS_TYPES, expected(`one of ${STATUS_TYPES.join(', ')}`, 'string')),
    note: text()
      .nullish()
      .transform((note) => note ?? ''),
    returnTime: returnTime.nullish().transform((time) => time ?? NO_RETURN_TIME),
    userCreated: z.boolean(expected('true or false')),
  },
  expected('a JSON object'),
);

/** What decoding a representation gives: the status, or one sentence for every fault. */
export type DecodedUserStatus =
  | { readonly ok: true; readonly status: UserStatus }
  | { readonly ok: false; readonly faults: readonly string[] };

/**
 * Reads a representation that `JSON.parse` gave, and never guesses (clause REP-5): a missing or mistyped
 * property or an unknown type makes it unreadable, but for a note or return time without content (clause REP-6). It
 * does not throw, and no fault shows a value.
 */
export function decodeUserStatus(value: unknown): DecodedUserStatus {
  const result = userStatusSchema.safeParse(value);
  if (result.success) return { ok: true, status: result.data };
  return { ok: false, faults: result.error.issues.map((issue) => issue.message) };
}
