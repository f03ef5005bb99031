import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Server as NetServer, Socket } from 'node:net';
import { LingeringResponse } from '@live-status/rest-server/lingering';
import { answerClientError } from './http/not-a-request.ts';

/** What takes connections that go on in another protocol. */
export interface Upgrades {
  /** Whether this request is to go on so: any other is an ordinary one, as RFC 9110 section 7.8 lets a server take it. */
  wants(request: IncomingMessage): boolean;
  /** Goes on with it. From then on HTTP has nothing to do with the connection. */
  take(request: IncomingMessage, socket: Socket, head: Buffer): void;
}

const NO_UPGRADES: Upgrades = { wants: () => false, take: (_request, socket) => socket.destroy() };

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
/** Open at once, in all workers together. */
export const MAX_CONNECTIONS = 20_000;
/** How long an idle connection stays open after the end was announced. */
const IDLE_MS = 1000;
/** How long before the end of the grace open answers are ended. */
const LAST_WORDS_MS = 200;

/** Listens; rejects where the address is taken or not this machine's. */
export async function listen(
  listener: RequestListener,
  host: string,
  port: number,
  upgrades: Upgrades = NO_UPGRADES,
): Promise<Listening> {
  const { server, close } = createHttp(listener, upgrades);
  server.maxConnections = MAX_CONNECTIONS;
  const origin = await listenOn(server, host, port);
  return { origin, close };
}

/** Makes a server listen, and says where; rejects where the address is taken or not this machine's. */
export async function listenOn(server: NetServer, host: string, port: number): Promise<string> {
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
  return `http://${name}:${actualPort}`;
}

/** An HTTP server that is handed its connections. */
export interface Serving extends Pick<Listening, 'close'> {
  /** Answers on a connection that somebody else accepted. */
  take(socket: Socket): void;
}

/** Serves without listening: what a worker does. */
export function serve(listener: RequestListener, upgrades: Upgrades): Serving {
  const { server, close } = createHttp(listener, upgrades);
  // This is when http begins to watch how long heads and requests take.
  server.emit('listening');
  return {
    take(socket) {
      // As http has it for connections of its own.
      socket.allowHalfOpen = true;
      server.emit('connection', socket);
    },
    close,
  };
}

function createHttp(
  listener: RequestListener,
  upgrades: Upgrades,
): { readonly server: Server } & Pick<Listening, 'close'> {
  // Not written into the call: its types do not know `shouldUpgradeCallback` yet.
  const options = { ...TIMES, ServerResponse: LingeringResponse, shouldUpgradeCallback: upgrades.wants };
  const server: Server = createServer(options, listener);
  server.on('clientError', answerClientError);
  server.on('upgrade', (request, socket, head) => {
    if (socket instanceof Socket) upgrades.take(request, socket, head);
    else socket.destroy();
  });
  const connections = trackConnections(server);
  return { server, close: (graceMs) => close(server, connections, graceMs) };
}

/** The open connections, each with the answers that are under way on it. */
interface Connections {
  readonly open: ReadonlyMap<Socket, ReadonlySet<ServerResponse>>;
  /** Those of them that go on in another protocol. */
  readonly upgraded: ReadonlySet<Socket>;
  /** From now on every answer says that its connection ends with it. */
  announceEnd(): void;
  /** Once the end was announced and no connection is left. */
  readonly ended: Promise<void>;
}

function trackConnections(server: Server): Connections {
  const open = new Map<Socket, Set<ServerResponse>>();
  const upgraded = new Set<Socket>();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let isEnding = false;
  const endWhereEmpty = () => {
    if (isEnding && open.size === 0) resolve();
  };
  server.on('connection', (socket) => {
    open.set(socket, new Set());
    socket.once('close', () => {
      open.delete(socket);
      upgraded.delete(socket);
      endWhereEmpty();
    });
  });
  // Before the listener, so that its answer already says whether the connection stays.
  server.prependListener('request', ({ socket }, response) => {
    const answers = open.get(socket);
    answers?.add(response);
    response.on('close', () => answers?.delete(response));
    if (isEnding) response.setHeader('connection', 'close');
  });
  server.prependListener('upgrade', (_request, socket) => {
    if (socket instanceof Socket) upgraded.add(socket);
  });
  const announceEnd = () => {
    isEnding = true;
    for (const answer of answersOf(open)) if (!answer.headersSent) answer.setHeader('connection', 'close');
    endWhereEmpty();
  };
  return { open, upgraded, announceEnd, ended };
}

async function close(server: Server, connections: Connections, graceMs: number): Promise<void> {
  const { open, upgraded, announceEnd, ended } = connections;
  // http's own close would cut idle connections at this very moment.
  NetServer.prototype.close.call(server);
  announceEnd();
  const timers = [
    setTimeout(() => closeIdle(connections), Math.min(IDLE_MS, graceMs / 2)),
    setTimeout(() => endAnswers(open), Math.max(0, graceMs - LAST_WORDS_MS)),
    setTimeout(() => {
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    }, graceMs),
  ];
  try {
    await ended;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    server.close();
  }
}

type Open = Connections['open'];

const answersOf = (connections: Open) => [...connections.values()].flatMap((answers) => [...answers]);

function closeIdle({ open, upgraded }: Connections): void {
  for (const [socket, answers] of open) if (answers.size === 0 && !upgraded.has(socket)) socket.destroy();
}

/** An answer that has begun and has no end of its own, such as a stream, is ended as HTTP ends it. */
function endAnswers(connections: Open): void {
  for (const answer of answersOf(connections)) if (answer.headersSent) answer.end();
}
