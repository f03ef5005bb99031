import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Somebody between clients and a gateway, who cuts their connections. */
export interface CuttingProxy extends AsyncDisposable {
  /** The gateway's URL, by way of it. */
  readonly url: string;
  /** Destroys every connection, or one of so many; new ones are taken. */
  cut(oneOf?: number): void;
  /** How many connections were made. */
  readonly connections: () => number;
}

/** Starts one before the gateway at `url`. */
export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const { hostname, port, pathname } = new URL(url);
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const gateway = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, gateway],
      [gateway, client],
    ] as const) {
      open.add(from);
      from.setNoDelay(true).pipe(to);
      from.on('error', () => {});
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' ? address?.port : undefined;
  const cut = (oneOf = 1) => {
    for (const [index, socket] of [...open].entries()) if (index % oneOf === 0) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}${pathname}`,
    cut,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
