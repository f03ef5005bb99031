import {
  decodeUserStatus,
  isTimestampMs,
  segmentFault,
  type UserId,
  type Username,
} from '@live-status/domain';
import type { ObservedStatus } from './picture-entry.ts';

/** The longest event that is read, in bytes of UTF-8. */
export const MAX_EVENT_BYTES = 65_536;

/** Why an event could not be read. */
export type UnreadableReason =
  /** Longer than {@link MAX_EVENT_BYTES}. */
  | 'too-large'
  /** No text. */
  | 'binary'
  /** Not JSON, or JSON that is no object with a `type`. */
  | 'not-an-event'
  /** Of another type than `userStatus`: it says nothing about a status. */
  | 'other-type'
  /** A change of status with a property that is missing or mistyped (clause REP-5). */
  | 'bad-property';

/** What an event says, as far as it can be told for certain. */
export type DecodedEvent =
  | {
      readonly kind: 'status';
      /** When it was sent by the upstream's clock, as a Unix timestamp in milliseconds, where it says so: it orders nothing. */
      readonly timeMs: number | undefined;
      readonly coreServerId: string;
      readonly userId: UserId;
      readonly username: Username;
      readonly status: ObservedStatus;
    }
  | {
      readonly kind: 'unreadable';
      readonly reason: UnreadableReason;
      /** Whose status it may be about, where it said so. */
      readonly username: Username | undefined;
    };

const unreadable = (reason: UnreadableReason, username?: Username): DecodedEvent => ({
  kind: 'unreadable',
  reason,
  username,
});

const isUsername = (value: unknown): value is Username => segmentFault('It', value) === undefined;
const isUserId = (value: unknown): value is UserId => typeof value === 'string' && value !== '';

/**
 * Reads one message of the event feed, and never guesses (clauses EVT-1 and REP-5). It does not throw. Its `time` may be
 * anything: events count in the order in which they arrive (clause EVT-3).
 */
export function decodeEvent(text: string): DecodedEvent {
  const event = parseObject(text);
  if (event === undefined || typeof event['type'] !== 'string') return unreadable('not-an-event');
  if (event['type'] !== 'userStatus') return unreadable('other-type');
  const { coreServerId, userId, username, name, statusType, note, returnTime, userCreated } = event;
  if (!isUsername(username)) return unreadable('bad-property');
  const ids = { id: '', configurationId: '' };
  const decoded = decodeUserStatus({ ...ids, name, type: statusType, note, returnTime, userCreated });
  if (!decoded.ok || !isUserId(userId) || typeof coreServerId !== 'string')
    return unreadable('bad-property', username);
  const { id: _id, configurationId: _configurationId, ...status } = decoded.status;
  const { time } = event;
  const timeMs = isTimestampMs(time) && time > 0 ? time : undefined;
  return { kind: 'status', timeMs, coreServerId, userId, username, status };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // It is no event then.
  }
  return undefined;
}
