import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { Duplex } from 'node:stream';
import { listenOn } from '../src/listen.ts';

/** What a proxy does beside passing on. */
export interface ReverseProxyOptions {
  /** A connection on which nothing is sent for so many milliseconds is cut. */
  readonly idleMs?: number;
  /** Waited for before a request is passed on. */
  readonly before?: (request: IncomingMessage) => Promise<void>;
}

/** Somebody in front of a server, who passes on requests, answers and upgrades as they come. */
export interface ReverseProxy extends AsyncDisposable {
  /** The server's URL, by way of it. */
  readonly url: string;
  /** How many connections it has cut because nothing was sent on them. */
  readonly cut: () => number;
}

/** Starts one before the server at `url`. */
export async function startReverseProxy(
  url: string,
  { idleMs = 0, before = async () => {} }: ReverseProxyOptions = {},
): Promise<ReverseProxy> {
  const { hostname, port, pathname } = new URL(url);
  let cut = 0;
  const cutWhereIdle = (socket: Duplex & { setTimeout?(ms: number, then: () => void): unknown }): void => {
    socket.setTimeout?.(idleMs, () => {
      cut += 1;
      socket.destroy();
    });
  };
  const passOn = ({ url: path, method, headers }: IncomingMessage) =>
    send({ hostname, port, path, method, headers, agent: false });

  const server = createServer(async (request, response) => {
    await before(request);
    const passed = passOn(request);
    response.on('close', () => passed.destroy());
    passed.on('error', () => response.destroy());
    passed.on('socket', cutWhereIdle);
    passed.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  server.on('upgrade', (request, socket, head) => {
    const passed = passOn(request);
    socket.on('error', () => {}).on('close', () => passed.destroy());
    passed.on('error', () => socket.destroy());
    passed.on('upgrade', ({ statusCode, rawHeaders }, upgraded, upgradedHead) => {
      const lines = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
      );
      socket.write(`HTTP/1.1 ${statusCode} Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.write(upgradedHead);
      upgraded.write(head);
      cutWhereIdle(upgraded);
      upgraded.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.on('close', () => upgraded.destroy());
      upgraded.pipe(socket).pipe(upgraded);
    });
    passed.end();
  });
  // A stream may be silent for as long as it likes, but for what the proxy's own limit says.
  server.requestTimeout = 0;
  const origin = await listenOn(server, '127.0.0.1', 0);
  return {
    url: `${origin}${pathname}`,
    cut: () => cut,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
