import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { LingeringResponse } from '@live-status/rest-server/lingering';
import { answerClientError } from './http/not-a-request.ts';

/** A listening HTTP server. */
export interface Listening {
  readonly origin: string;
  /**
   * Takes no more connections. What is under way has the grace to end; idle connections are closed after a short while,
   * because a request may be on its way; at the end of the grace open answers are ended and the rest is cut.
   */
  close(graceMs: number): Promise<void>;
}

const TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
};
const MAX_CONNECTIONS = 20_000;
/** How long an idle connection stays open after the end was announced. */
const IDLE_MS = 1000;
/** How long before the end of the grace open answers are ended. */
const LAST_WORDS_MS = 200;

/** Listens; rejects where the address is taken or not this machine's. */
export async function listen(listener: RequestListener, host: string, port: number): Promise<Listening> {
  const server: Server = createServer({ ...TIMES, ServerResponse: LingeringResponse }, listener);
  server.on('clientError', answerClientError);
  server.maxConnections = MAX_CONNECTIONS;
  const connections = trackConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const name = host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host;
  return { origin: `http://${name}:${actualPort}`, close: (graceMs) => close(server, connections, graceMs) };
}

/** The answers under way on each open connection. */
type Connections = ReadonlyMap<Socket, ReadonlySet<ServerResponse>>;

function trackConnections(server: Server): Connections {
  const connections = new Map<Socket, Set<ServerResponse>>();
  server.on('connection', (socket) => {
    connections.set(socket, new Set());
    socket.once('close', () => connections.delete(socket));
  });
  // Before the listener, so that its answer already says whether the connection stays.
  server.prependListener('request', ({ socket }, response) => {
    const answers = connections.get(socket);
    answers?.add(response);
    response.once('close', () => answers?.delete(response));
    if (!server.listening) response.setHeader('connection', 'close');
  });
  return connections;
}

async function close(server: Server, connections: Connections, graceMs: number): Promise<void> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  // http's own close would cut idle connections at this very moment.
  NetServer.prototype.close.call(server, () => resolve());
  for (const answer of answersOf(connections))
    if (!answer.headersSent) answer.setHeader('connection', 'close');
  const timers = [
    setTimeout(() => closeIdle(connections), Math.min(IDLE_MS, graceMs / 2)),
    setTimeout(() => endAnswers(connections), Math.max(0, graceMs - LAST_WORDS_MS)),
    setTimeout(() => server.closeAllConnections(), graceMs),
  ];
  try {
    await ended;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    server.close();
  }
}

const answersOf = (connections: Connections) => [...connections.values()].flatMap((answers) => [...answers]);

function closeIdle(connections: Connections): void {
  for (const [socket, answers] of connections) if (answers.size === 0) socket.destroy();
}

/** An answer that has begun and has no end of its own, such as a stream, is ended as HTTP ends it. */
function endAnswers(connections: Connections): void {
  for (const answer of answersOf(connections)) if (answer.headersSent) answer.end();
}
