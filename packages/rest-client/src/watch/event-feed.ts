import type { StatusError } from '@live-status/domain';
import { WebSocket } from 'ws';
import { describeCause, failure } from '../failure.ts';
import type { Clock } from './clock.ts';
import { type DecodedEvent, decodeEvent, MAX_EVENT_BYTES } from './decode-event.ts';

/** Where a feed is, and how it is watched over. Times are in milliseconds. */
export interface EventFeedOptions {
  /** The `ws:` or `wss:` URL of the feed, without credentials. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** Certificate authorities to trust instead of the usual ones, in PEM. */
  readonly ca: string | undefined;
  /** Until the connection stands. */
  readonly timeoutMs: number;
  /** Between two pings: a feed on which nothing comes for two of them is cut, and so within three. */
  readonly pingEveryMs: number;
  readonly clock: Clock;
}

/** How a feed came to its end. */
export type FeedEnd =
  /** It was answered with HTTP, and not with an upgrade. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'lost'; readonly error: StatusError };

/** Who hears of a feed. After `onEnd`, and after the feed was closed, nothing is told any more. */
export interface FeedListener {
  onOpen(): void;
  onEvent(event: DecodedEvent): void;
  onBarrier(number: number): void;
  onEnd(end: FeedEnd): void;
}

/** One connection to the event feed (clause EVT-1). */
export interface EventFeed {
  /** Sends a message; nothing happens where the connection is ending. */
  send(message: string): void;
  /** Sends a ping whose answer comes behind all events that were sent before it. */
  barrier(number: number): void;
  /** When something last came, as a Unix timestamp in milliseconds. */
  heardAtMs(): number;
  /** Ends it at once. */
  close(): void;
}

/** The largest message that is received at all, in bytes: with a larger one the connection ends. */
const MAX_MESSAGE_BYTES = 1_048_576;
/** After so many pings without anything coming the connection is taken for dead. */
const MAX_SILENT_PINGS = 2;
const BARRIER = 'b';

/**
 * Connects to an event feed, following no redirect. What cannot be read is told as such and ends nothing, but for a message of more
 * than a mebibyte and what breaks RFC 6455.
 */
export function openEventFeed(options: EventFeedOptions, listener: FeedListener): EventFeed {
  const { url, authorization, ca, timeoutMs, pingEveryMs, clock } = options;
  const socket = new WebSocket(url, {
    headers: authorization === undefined ? {} : { authorization },
    handshakeTimeout: timeoutMs,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    followRedirects: false,
    ...(ca === undefined ? {} : { ca }),
  });
  let isOver = false;
  let isOpen = false;
  let heardAtMs = clock.wallMs();
  let silentPings = 0;
  let cancelPing = () => {};

  const stop = (): void => {
    isOver = true;
    cancelPing();
    socket.terminate();
  };
  const end = (how: FeedEnd): void => {
    if (isOver) return;
    stop();
    listener.onEnd(how);
  };
  const lose = (cause?: unknown): void =>
    end({
      kind: 'lost',
      error: failure(isOpen ? 'UPSTREAM_CONNECTION_LOST' : 'UPSTREAM_UNREACHABLE', 'read', { cause }),
    });
  const hear = (): void => {
    heardAtMs = clock.wallMs();
    silentPings = 0;
  };
  const pingLater = (): void => {
    cancelPing = clock.after(pingEveryMs, () => {
      // One that is closing has said goodbye, and waits for the other side to go.
      if (silentPings >= MAX_SILENT_PINGS || socket.readyState !== WebSocket.OPEN) return lose();
      silentPings += 1;
      socket.ping();
      pingLater();
    });
  };

  socket.on('open', () => {
    isOpen = true;
    hear();
    pingLater();
    listener.onOpen();
  });
  socket.on('message', (data, isBinary) => {
    // Several may have come in one piece, and the first may have made somebody close the feed.
    if (isOver) return;
    hear();
    const text = String(data);
    if (isBinary) listener.onEvent({ kind: 'unreadable', reason: 'binary', username: undefined });
    else if (Buffer.byteLength(text) > MAX_EVENT_BYTES)
      listener.onEvent({ kind: 'unreadable', reason: 'too-large', username: undefined });
    else listener.onEvent(decodeEvent(text));
  });
  socket.on('ping', hear);
  socket.on('pong', (payload) => {
    if (isOver) return;
    hear();
    const text = String(payload);
    if (text.startsWith(BARRIER)) listener.onBarrier(Number(text.slice(BARRIER.length)));
  });
  socket.on('unexpected-response', (request, response) => {
    request.destroy();
    end({ kind: 'refused', status: Number(response.statusCode) });
  });
  socket.on('error', (error) => {
    if (isOver) return;
    if (describeCause(error).code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
      listener.onEvent({ kind: 'unreadable', reason: 'too-large', username: undefined });
    lose(error);
  });
  socket.on('close', () => lose());

  return {
    send: (message) => socket.send(message, () => {}),
    barrier: (number) => socket.ping(`${BARRIER}${number}`, undefined, () => {}),
    heardAtMs: () => heardAtMs,
    close: stop,
  };
}
