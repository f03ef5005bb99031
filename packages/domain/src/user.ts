import { z } from 'zod';
import { describeKind } from './describe-value.ts';
import { expected } from './expected.ts';
import { type ConfigurationId, segmentFault, type UserId, type Username } from './ids.ts';

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
  z.custom<T>(
    (value) => segmentFault('', value) === undefined,
    expected('a string that a path can hold (clause PATH-4)', 'string'),
  );

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

/** What decoding a list of users gives: the users in their order, or one sentence for each of the first faults. */
export type DecodedUsers =
  | { readonly ok: true; readonly users: readonly User[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The most faults of one list that are told: reading ends there. */
const MAX_FAULTS = 10;

/**
 * Reads a list of users that `JSON.parse` gave, of any length, each as {@link decodeUser} does. Two entries with one `userName`
 * make it unreadable (clause DIR-2). It does not throw, tells ten faults at most, and none shows a value.
 */
export function decodeUsers(value: unknown): DecodedUsers {
  if (!Array.isArray(value))
    return { ok: false, faults: [`The list must be a JSON array; got ${describeKind(value)}.`] };
  const users: User[] = [];
  const faults: string[] = [];
  const entryOf = new Map<string, number>();
  for (const [entry, item] of value.entries()) {
    const decoded = decodeUser(item);
    if (!decoded.ok) {
      faults.push(...decoded.faults.map((fault) => `Entry ${entry}: ${fault}`));
    } else {
      const { userName } = decoded.user;
      const other = entryOf.get(userName);
      if (other === undefined) entryOf.set(userName, entry);
      else faults.push(`Entry ${entry}: userName must be no other entry's; got that of entry ${other}.`);
      users.push(decoded.user);
    }
    if (faults.length >= MAX_FAULTS) break;
  }
  return faults.length === 0 ? { ok: true, users } : { ok: false, faults: faults.slice(0, MAX_FAULTS) };
}
