import { z } from 'zod';
import { expected } from './expected.ts';
import { type ConfigurationId, isSegment, type UserId, type Username } from './ids.ts';

/** A user of a core server, as the REST resource represents it (clause DIR-1). */
export interface User {
  /** The id of the user. Not lasting (clause ID-1). */
  readonly id: UserId;
  /** The id of the configuration object behind it. */
  readonly configurationId: ConfigurationId;
  /** What identifies the user within its core server, and lasts (clauses ID-1 and DIR-2). */
  readonly userName: Username;
  readonly displayedName: string;
  readonly permissionId: string;
}

const text = (): z.ZodString => z.string(expected('a string'));

/** What a path can hold: a user that cannot be referred to cannot be used (clause PATH-4). */
const segment = <T>(): z.ZodType<T> =>
  z.custom<T>(isSegment, expected('a string that a path can hold (clause PATH-4)', 'string'));

/** A representation of a user: every documented property present and of its type, unknown extra ones dropped (clause REP-5). */
export const userSchema: z.ZodType<User> = z.object(
  {
    id: segment<UserId>(),
    configurationId: text().transform((id) => id as ConfigurationId),
    userName: segment<Username>(),
    displayedName: text(),
    permissionId: text(),
  },
  expected('a JSON object'),
);

/** What decoding a user gives: the user, or one sentence for every fault. */
export type DecodedUser =
  | { readonly ok: true; readonly user: User }
  | { readonly ok: false; readonly faults: readonly string[] };

/**
 * Reads a representation of a user that `JSON.parse` gave, and never guesses (clauses DIR-1 and REP-5): a missing or mistyped
 * property, or an id or username that no path can hold, makes it unreadable. It does not throw, and no fault shows a value.
 */
export function decodeUser(value: unknown): DecodedUser {
  const result = userSchema.safeParse(value);
  if (result.success) return { ok: true, user: result.data };
  return { ok: false, faults: result.error.issues.map((issue) => issue.message) };
}
