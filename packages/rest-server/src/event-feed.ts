import type { WebSocket } from 'ws';
import { CLOSE_CODES, createEventReader, type EventReader } from './event-reader.ts';
import type { FeedEvent } from './format-event.ts';

/** How a feed treats its readers. */
export interface EventFeedOptions {
  /** Between two pings of one reader, in milliseconds. */
  readonly pingIntervalMs: number;
  /** What a reader may hold unsent, in bytes. */
  readonly maxUnsentBytes: number;
  /** Told how many readers there are, whenever that changed. */
  readonly onCount: (count: number) => void;
}

/** Everybody who is to be told of sets, and what they are told (clauses EVT-1 to EVT-4). */
export interface EventFeed {
  /** How many readers there are, those who are being cut off included. */
  readonly count: number;
  join(socket: WebSocket): void;
  /**
   * Hands an event to the connection of every reader whose filter lets it through, before it returns: whoever publishes
   * in the order of commits has all readers see that order. Nothing is formatted where nobody reads.
   */
  publish(format: () => FeedEvent): void;
  /** Says goodbye to every reader with 1001. */
  close(): void;
}

/** Makes a feed that nobody reads yet. It has a timer only while somebody does. */
export function createEventFeed({ pingIntervalMs, maxUnsentBytes, onCount }: EventFeedOptions): EventFeed {
  const readers = new Set<EventReader>();
  let timer: NodeJS.Timeout | undefined;
  const pingAll = () => {
    for (const reader of readers) reader.ping();
  };
  return {
    get count() {
      return readers.size;
    },
    join(socket) {
      const reader = createEventReader(socket, maxUnsentBytes);
      readers.add(reader);
      timer ??= setInterval(pingAll, pingIntervalMs);
      socket.once('close', () => {
        readers.delete(reader);
        if (readers.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
        onCount(readers.size);
      });
      onCount(readers.size);
    },
    publish(format) {
      if (readers.size === 0) return;
      const event = format();
      for (const reader of readers) reader.offer(event);
    },
    close() {
      for (const reader of readers) reader.close(CLOSE_CODES.goingAway, 'The server stops.');
    },
  };
}
