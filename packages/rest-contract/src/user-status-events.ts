import type { FeedReader } from './feed-reader.ts';

/** What tests look at in an event of type `userStatus`; a server that people use sends others in between. */
export interface UserStatusEvent {
  readonly type: 'userStatus';
  readonly note: string;
}

function isUserStatusEvent(message: unknown): message is UserStatusEvent {
  if (typeof message !== 'object' || message === null) return false;
  return 'type' in message && message.type === 'userStatus' && 'note' in message;
}

/** The events until now whose note begins with a text, in their order. */
export function eventsWith({ messages }: FeedReader, beginning: string): UserStatusEvent[] {
  return messages.filter(isUserStatusEvent).filter(({ note }) => note.startsWith(beginning));
}

/** Resolves with the first event that has a note, once it has come. */
export async function eventWith(reader: FeedReader, note: string): Promise<UserStatusEvent> {
  for (let index = 0; ; index += 1) {
    const message = await reader.message(index);
    if (isUserStatusEvent(message) && message.note === note) return message;
  }
}
