import type { StatusUpdate } from '@live-status/domain';
import { type DirectoryCoreServer, type DirectoryUser, findConfigured } from './directory.ts';

/** An event as its readers see it. */
export interface FeedEvent {
  /** Its JSON in UTF-8, written once for all readers. */
  readonly text: Buffer;
  /** Its properties as filters compare them (clause EVT-2). */
  readonly properties: ReadonlyMap<string, string>;
}

/** The event that tells of a set (clause EVT-1). `timeMs` is when it was set, in milliseconds since 1970. */
export function formatEvent(
  coreServer: DirectoryCoreServer,
  user: DirectoryUser,
  { name, type: statusType, note, returnTime }: StatusUpdate,
  timeMs: number,
): FeedEvent {
  const event = {
    type: 'userStatus',
    time: timeMs,
    coreServerId: coreServer.id,
    userId: user.id,
    username: user.username,
    name,
    statusType,
    note,
    returnTime,
    userCreated: findConfigured(coreServer, name, statusType) === undefined,
  };
  const properties = Object.entries(event).map(([key, value]) => [key, String(value)] as const);
  return { text: Buffer.from(JSON.stringify(event)), properties: new Map(properties) };
}
