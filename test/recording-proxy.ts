import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

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
}

export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const asked: Asked[] = [];
  const server = createServer((incoming, response) => {
    const { method = '', url: path = '', headers } = incoming;
    asked.push({ method, path });
    proxy.onAsked({ method, path });
    const { hostname, port } = new URL(upstream);
    const outgoing = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: RecordingProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    onAsked: () => {},
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
