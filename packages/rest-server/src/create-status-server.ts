import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { type AcceptedReaders, acceptReaders } from './accept-readers.ts';
import { answerClientError } from './answer-client-error.ts';
import { answerRequests } from './answer-requests.ts';
import { type ApiCredentials, createAuthenticator } from './authenticate.ts';
import { DEMO_DIRECTORY } from './demo-directory.ts';
import type { Directory } from './directory.ts';
import { createEventFeed } from './event-feed.ts';
import { LingeringResponse } from './lingering.ts';
import type { StatusStore } from './status-store.ts';
import { isEventUpgrade } from './upgrade-request.ts';

/** What a server serves, to whom, and how much of it at once. */
export interface StatusServerOptions {
  /** The demo directory unless given. */
  readonly directory?: Directory | undefined;
  readonly store: StatusStore;
  readonly credentials: ApiCredentials;
  /** Shown by clients that ask a person for credentials. */
  readonly realm?: string | undefined;
  /** The largest body of a set, in bytes: 65 536 unless given. Past it 413. */
  readonly maxBodyBytes?: number | undefined;
  /** Connections at once, those of readers of the event feed aside: 1 024 unless given. Further ones are closed at once. */
  readonly maxConnections?: number | undefined;
  /** Within which a whole request must have arrived, in milliseconds: 10 000 unless given. */
  readonly requestTimeoutMs?: number | undefined;
  /** Readers of the event feed at once: 1 000 unless given. Further ones are refused with 503. */
  readonly maxReaders?: number | undefined;
  /** Between two pings of a reader, in milliseconds: 10 000 unless given. Who leaves two unanswered is cut off with 1008. */
  readonly pingIntervalMs?: number | undefined;
  /** What may wait to be sent to one reader, in bytes: 1 048 576 unless given. Past it the reader is cut off with 1013. */
  readonly maxUnsentBytes?: number | undefined;
  /** Told of every fault of the server itself, which the caller sees only as a 500. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A server of the live status resource. */
export interface StatusServer extends AsyncDisposable {
  /** Listens, on 127.0.0.1:58080 unless told otherwise; port 0 is any free one. Rejects where the port is taken. */
  listen(options?: {
    readonly host?: string | undefined;
    readonly port?: number | undefined;
  }): Promise<{ readonly origin: string; readonly host: string; readonly port: number }>;
  /**
   * Answers what is under way, says goodbye to readers of the event feed with 1001, and ends every connection, within 2 s.
   * The store stays open.
   */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 2000;

/**
 * Makes a server of the live status resource: every path, method and error of the contract, and the event feed beside it.
 * Nothing listens until `listen` is called, and many can run side by side.
 */
export function createStatusServer(options: StatusServerOptions): StatusServer {
  const { directory = DEMO_DIRECTORY, store, credentials, realm = 'Live Status', onError } = options;
  const app = createApp(options);
  const maxConnections = options.maxConnections ?? 1024;
  app.server.maxConnections = maxConnections;
  const feed = createEventFeed({
    pingIntervalMs: options.pingIntervalMs ?? 10_000,
    maxUnsentBytes: options.maxUnsentBytes ?? 1_048_576,
    onCount: (count) => {
      app.server.maxConnections = maxConnections + count;
    },
  });
  const authenticate = createAuthenticator(credentials, realm);
  answerRequests(app, { directory, store, feed, authenticate, onError });
  const maxReaders = options.maxReaders ?? 1000;
  const readers = acceptReaders(app.server, {
    feed,
    authenticate,
    maxReaders,
    closeTimeoutMs: CLOSE_GRACE_MS,
  });
  const close = () => closeWithin(app, readers, CLOSE_GRACE_MS);
  return {
    async listen({ host = '127.0.0.1', port = 58_080 } = {}) {
      await app.listen({ host, port });
      const address = app.server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return { origin: `http://${name}:${address.port}`, host: address.address, port: address.port };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createApp({
  maxBodyBytes = 65_536,
  requestTimeoutMs = 10_000,
}: StatusServerOptions): FastifyInstance {
  return fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 2 * requestTimeoutMs,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // Paths are matched by the domain's table, undecoded; fastify's router would decode and fold them first.
    rewriteUrl: () => '/',
    clientErrorHandler: answerClientError,
    http: {
      ServerResponse: LingeringResponse,
      // A slug and a username of the greatest length, percent-encoded, take 18 432 bytes.
      maxHeaderSize: 32_768,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1000,
      shouldUpgradeCallback: isEventUpgrade,
    },
  });
}

async function closeWithin(app: FastifyInstance, readers: AcceptedReaders, graceMs: number): Promise<void> {
  readers.close();
  const timer = setTimeout(() => {
    app.server.closeAllConnections();
    readers.cut();
  }, graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
