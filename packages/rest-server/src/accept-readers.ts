import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { EventFeed } from './event-feed.ts';
import { isForeignOrigin } from './is-foreign-origin.ts';
import { endLingering } from './lingering.ts';
import { MAX_MESSAGE_BYTES } from './parse-reader-message.ts';
import { formatProblemAnswer, Problem, problemOf } from './problem.ts';
import { isEventUpgrade } from './upgrade-request.ts';

/** Who may read the feed, and how many at once. */
export interface AcceptOptions {
  readonly feed: EventFeed;
  /** Throws a Problem for wrong credentials (clause AUTH-1). */
  readonly authenticate: (header: string | undefined) => void;
  readonly maxReaders: number;
  /** For how long a reader may take to say goodbye, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/** The connections that HTTP has let go of. */
export interface AcceptedReaders {
  /** Says goodbye to every reader, and takes no further ones. */
  close(): void;
  /** Cuts off every connection that is still there. */
  cut(): void;
}

/** Seconds after which one who is refused for want of room may ask again. */
const RETRY_AFTER_S = '10';

/** Takes a server's upgrade requests: joins those to the feed that may read it, and refuses others as ERR-2 says. */
export function acceptReaders(server: Server, options: AcceptOptions): AcceptedReaders {
  const { feed, closeTimeoutMs } = options;
  const connections = new Set<Duplex>();
  let isClosing = false;
  // Not written into the call: its types do not know `closeTimeout` yet.
  const settings = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    closeTimeout: closeTimeoutMs,
  };
  const protocol = new WebSocketServer(settings);
  protocol.on('wsClientError', (error, socket) => {
    const headers = { 'sec-websocket-version': '13' };
    refuse(socket, new Problem(400, 'BAD_REQUEST', `${error.message}.`, { headers }));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    try {
      check(request, options, isClosing);
    } catch (error) {
      return refuse(socket, problemOf(error));
    }
    // Who has said all that he says has gone; ws would wait for him to read what is left.
    socket.once('end', () => cutWithin(socket, closeTimeoutMs));
    protocol.handleUpgrade(request, socket, head, (reader) => feed.join(reader));
  });
  return {
    close() {
      isClosing = true;
      feed.close();
    },
    cut() {
      for (const socket of connections) socket.destroy();
    },
  };
}

function check(
  request: IncomingMessage,
  { feed, authenticate, maxReaders }: AcceptOptions,
  isClosing: boolean,
): void {
  const { authorization, origin, host } = request.headers;
  authenticate(authorization);
  // Only where Node, before 22.21 and 24.9, does not ask which requests are to be upgraded.
  if (!isEventUpgrade(request)) throw new Problem(400, 'BAD_REQUEST', 'Nothing here can be upgraded so.');
  if (isForeignOrigin(origin, host))
    throw new Problem(403, 'FORBIDDEN', 'Pages of other sites may not read the event feed.');
  if (isClosing || feed.count >= maxReaders)
    throw new Problem(503, 'OVERLOADED', 'The event feed has no room for another reader.', {
      headers: { 'retry-after': RETRY_AFTER_S },
    });
}

function refuse(socket: Duplex, problem: Problem): void {
  // HTTP has let go of the connection: nobody else listens to it or reads what still comes.
  socket.on('error', () => socket.destroy()).resume();
  endLingering(socket, formatProblemAnswer(problem));
}

function cutWithin(socket: Duplex, timeoutMs: number): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  socket.once('close', () => clearTimeout(timer));
}
