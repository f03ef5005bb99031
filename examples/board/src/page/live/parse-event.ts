import { isStatusType, type Status } from '../state/status.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';

/** Somebody's status, and whose it is. */
export interface Told {
  readonly username: string;
  readonly status: Status;
}

/** What the subscription tells. */
export type LiveEvent =
  | { readonly kind: 'snapshot'; readonly told: readonly Told[]; readonly cursor: string }
  | { readonly kind: 'changed'; readonly told: Told; readonly cursor: string }
  | { readonly kind: 'stale'; readonly sinceMs: number; readonly code: string }
  | { readonly kind: 'fresh'; readonly cursor: string };

/** The subscription: everybody, and of everybody what {@link parseEvent} reads. */
export const EVENTS = `
  subscription Board($after: String) {
    userStatusEvents(after: $after) {
      __typename
      ... on UserStatusSnapshot { results { ... on UserStatus { ...Shown } } cursor }
      ... on UserStatusChanged { userStatus { ...Shown } cursor }
      ... on UserStatusStale { since code }
      ... on UserStatusFresh { cursor }
    }
  }
  fragment Shown on UserStatus { name type note returnTimestamp user { username } }
`;

/** One event; undefined where it is of a kind that the board does not know. */
export function parseEvent(data: unknown): LiveEvent | undefined {
  const event = fieldsOf(fieldsOf(data)['userStatusEvents']);
  const cursor = textOf(event['cursor']);
  switch (event['__typename']) {
    case 'UserStatusSnapshot':
      return { kind: 'snapshot', told: listOf(event['results']).flatMap(parseTold), cursor };
    case 'UserStatusChanged': {
      const [told] = parseTold(event['userStatus']);
      return told === undefined ? undefined : { kind: 'changed', told, cursor };
    }
    case 'UserStatusStale':
      return { kind: 'stale', sinceMs: Date.parse(textOf(event['since'])), code: textOf(event['code']) };
    case 'UserStatusFresh':
      return { kind: 'fresh', cursor };
    default:
      return undefined;
  }
}

/** Who has no status to show is not on the board. */
function parseTold(value: unknown): Told[] {
  const { name, type, note, returnTimestamp, user } = fieldsOf(value);
  if (!isStatusType(type)) return [];
  const returnTimeMs = typeof returnTimestamp === 'number' ? returnTimestamp : undefined;
  const status = { name: textOf(name), type, note: textOf(note), returnTimeMs };
  return [{ username: textOf(fieldsOf(user)['username']), status }];
}
