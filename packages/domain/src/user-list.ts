import { describeKind } from './describe-value.ts';
import { type ConfigurationId, isSegment, type UserId, type Username } from './ids.ts';
import { type DecodedUser, decodeUser, type User } from './user.ts';

/** What decoding a list of users gives: the users in their order, or one sentence for each of the first faults. */
export type DecodedUsers =
  | { readonly ok: true; readonly users: readonly User[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The most faults of one list that are told: reading ends there. */
const MAX_FAULTS = 10;

/**
 * Reads a list of users that `JSON.parse` gave, of any length, each as {@link decodeUser} does. Two entries with one `userName`
 * make it unreadable (clause DIR-2). It does not throw, tells ten faults at most, their entries counted from 0, and none shows
 * a value.
 */
export function decodeUsers(value: unknown): DecodedUsers {
  if (!Array.isArray(value))
    return { ok: false, faults: [`The list must be a JSON array; got ${describeKind(value)}.`] };
  const users: User[] = [];
  const faults: string[] = [];
  const entryOf = new Map<Username, number>();
  for (const [entry, item] of value.entries()) {
    const decoded = decodeEntry(item);
    const tell = (fault: string) => faults.push(`Entry ${entry}: ${fault}`);
    if (decoded.ok) {
      const { userName } = decoded.user;
      const other = entryOf.get(userName);
      if (other !== undefined) tell(`userName must be no other entry's; got that of entry ${other}.`);
      entryOf.set(userName, entry);
      users.push(decoded.user);
    } else {
      for (const fault of decoded.faults) tell(fault);
    }
    if (faults.length >= MAX_FAULTS) break;
  }
  return faults.length === 0 ? { ok: true, users } : { ok: false, faults: faults.slice(0, MAX_FAULTS) };
}

/** As {@link decodeUser}, and several times as fast where nothing is wrong: a list has thousands of entries. */
function decodeEntry(value: unknown): DecodedUser {
  const {
    id,
    configurationId,
    userName,
    displayedName,
    permissionId,
  }: { readonly [property: string]: unknown } = Object(value);
  const isWhole =
    isSegment<UserId>(id) &&
    isText<ConfigurationId>(configurationId) &&
    isSegment<Username>(userName) &&
    isText(displayedName) &&
    isText(permissionId);
  if (!isWhole) return decodeUser(value);
  return { ok: true, user: { id, configurationId, userName, displayedName, permissionId } };
}

const isText = <Text extends string>(value: unknown): value is Text => typeof value === 'string';
