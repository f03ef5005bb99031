import { createServer, type Socket } from 'node:net';
import { listenOn, type Serving } from '../src/listen.ts';

/** A port behind which gateways come and go: each connection is handed to the gateway that it is switched to when it is made. */
export interface Switchboard extends AsyncDisposable {
  readonly origin: string;
  /** Where connections go from now on; undefined: they are cut. Those that stand stay where they are. */
  switchTo(serving: Pick<Serving, 'take'> | undefined): void;
  /** Cuts all connections that stand. */
  cut(): void;
  /** Nothing that is written to the client with that port is taken from now on, as if the client did not read. */
  stall(clientPort: number | undefined): void;
  /** Everything is taken again. */
  flow(): void;
}

/** Starts one that is switched to nothing. */
export async function startSwitchboard(): Promise<Switchboard> {
  const sockets = new Map<number | undefined, Socket>();
  const stalled = new Set<Socket>();
  let target: Pick<Serving, 'take'> | undefined;
  // What is not taken at once fills a socket: kernels would keep megabytes for a reader who does not read.
  const server = createServer({ highWaterMark: 1, allowHalfOpen: true }, (socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      stalled.delete(socket);
      if (sockets.get(remotePort) === socket) sockets.delete(remotePort);
    });
    if (target === undefined) socket.destroy();
    else target.take(socket);
  });
  const origin = await listenOn(server, '127.0.0.1', 0);
  const cut = () => {
    for (const socket of sockets.values()) socket.destroy();
  };
  return {
    origin,
    switchTo(serving) {
      target = serving;
    },
    cut,
    stall(clientPort) {
      const socket = sockets.get(clientPort);
      if (socket === undefined || stalled.has(socket)) return;
      stalled.add(socket);
      socket.cork();
    },
    flow() {
      for (const socket of stalled) socket.uncork();
      stalled.clear();
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
