import { WebSocket } from 'ws';
import { createEventFilter, type EventFilter } from './event-filter.ts';
import type { FeedEvent } from './format-event.ts';
import { parseReaderMessage } from './parse-reader-message.ts';

/** Why a connection is closed, as RFC 6455 section 7.4.1 and the registry behind it number it. */
export const CLOSE_CODES = {
  goingAway: 1001,
  unsupportedData: 1003,
  policyViolation: 1008,
  tryAgainLater: 1013,
} as const;

/** How many pings in a row a reader may leave unanswered. */
const MAX_UNANSWERED_PINGS = 2;

/** One connection of the event feed. */
export interface EventReader {
  /** Hands an event to the connection, before this returns, where the reader's filter lets it through. */
  offer(event: FeedEvent): void;
  /** Pings the reader, or cuts it off where it has left two pings unanswered (clause EVT-4). */
  ping(): void;
  /** Says goodbye with a code; whoever does not answer is cut off. */
  close(code: number, reason: string): void;
}

/**
 * Makes the reader on a connection: it gets every event until it sends a filter, and its last filter counts. A text that
 * is none is answered with an event of type `error`, and everything stays as it was. Binary messages end the connection
 * with 1003; what breaks RFC 6455 itself ends it with that code of ws: 1002, 1007 for text that is not UTF-8, 1009 for a
 * message that is too large. A reader that holds more than `maxUnsentBytes` is cut off with 1013, one that does not
 * answer pings with 1008.
 */
export function createEventReader(socket: WebSocket, maxUnsentBytes: number): EventReader {
  let lets: EventFilter = createEventFilter([]);
  let unanswered = 0;
  const send = (text: Buffer) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(text, { binary: false });
    if (socket.bufferedAmount > maxUnsentBytes)
      socket.close(CLOSE_CODES.tryAgainLater, `More than ${maxUnsentBytes} bytes are not read.`);
  };
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(CLOSE_CODES.unsupportedData, 'Messages must be text.');
    const message = parseReaderMessage(String(data));
    if (message.ok) lets = createEventFilter(message.conditions);
    else send(Buffer.from(JSON.stringify({ type: 'error', message: message.fault })));
  });
  socket.on('pong', () => {
    unanswered = 0;
  });
  // ws has begun to close the connection, with the code of the fault.
  socket.on('error', () => {});
  return {
    offer({ text, properties }) {
      if (lets(properties)) send(text);
    },
    ping() {
      if (unanswered >= MAX_UNANSWERED_PINGS)
        return socket.close(CLOSE_CODES.policyViolation, `${MAX_UNANSWERED_PINGS} pings were not answered.`);
      unanswered += 1;
      socket.ping();
    },
    close: (code, reason) => socket.close(code, reason),
  };
}
