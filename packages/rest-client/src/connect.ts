import { buildConnector, Client } from 'undici';

/** How an origin is reached. */
export interface ConnectOptions {
  readonly origin: string;
  readonly timeoutMs: number;
  /** Certificate authorities to trust instead of the usual ones, in PEM. */
  readonly ca: string | undefined;
}

/** Makes connections to one origin, each for one request at a time; they connect when they are first used. */
export function createConnect({ origin, timeoutMs, ca }: ConnectOptions): () => Client {
  // One connector, so that TLS sessions are resumed from one connection to the next.
  const options = { allowH2: false, timeout: timeoutMs, ...(ca === undefined ? {} : { ca }) };
  const connect = lookFirst(buildConnector(options));
  return () => new Client(origin, { connect, pipelining: 1, allowH2: false });
}

/**
 * Hands a new connection over only when the event loop has looked at it once more. One that was closed or spoken on by
 * then, before anything was asked, fails as a connection that could not be made: nothing was sent on it.
 */
function lookFirst(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error !== null) return callback(error, null);
      const handOver = () => {
        if (!socket.readableEnded && socket.readableLength === 0) return callback(null, socket);
        socket.destroy();
        callback(new Error('closed or spoken on before anything was asked'), null);
      };
      // The first of these runs before the loop polls again, the second after it did.
      setImmediate(() => setImmediate(handOver));
    });
}
