import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { pipeline } from 'node:stream';

/** What a request asked for. */
export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** A server that hands every request on to another, and remembers what was asked. */
export interface RecordingProxy extends AsyncDisposable {
  readonly origin: string;
  /** Every request until now. */
  readonly asked: readonly Asked[];
  /** Told of every request before it is handed on. */
  onAsked: (asked: Asked) => void;
  /** Whether upgrades are answered with 403, as of an address that is not allowed; they are handed on otherwise. */
  refusesUpgrades: boolean;
}

export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const asked: Asked[] = [];
  const record = ({ method = '', url: path = '' }: IncomingMessage): Asked => {
    asked.push({ method, path });
    proxy.onAsked({ method, path });
    return { method, path };
  };
  const { hostname, port } = new URL(upstream);
  const server = createServer((incoming, response) => {
    const { method, path } = record(incoming);
    const { headers } = incoming;
    const outgoing = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  // What becomes of an upgrade is between the two; the proxy only carries their bytes.
  server.on('upgrade', (incoming, socket, head) => {
    const { method, path } = record(incoming);
    if (proxy.refusesUpgrades) {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    const lines = incoming.rawHeaders.flatMap((name, index, all) =>
      index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
    );
    const outgoing = connect(Number(port), hostname);
    outgoing.write([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    outgoing.write(head);
    pipeline(socket, outgoing, socket, () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: RecordingProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    onAsked: () => {},
    refusesUpgrades: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
