import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

/** What was written to a connection, at its server's end. */
export interface Written {
  /** The port of the other end. */
  readonly port: number;
  readonly text: string;
}

/** The server's ends of all connections that come while a test runs. */
export interface ServerSockets {
  /** Every write to any of them, in their order. */
  readonly written: readonly Written[];
  /** The server's end of a client's connection. */
  of(client: Duplex): Socket;
}

/** Begins to watch every server of this process, as Node's own channel tells of their connections. */
export function watchServerSockets(): ServerSockets {
  const sockets = new Map<number, Socket>();
  const written: Written[] = [];
  const onSocket = (message: unknown) => {
    const socket = typeof message === 'object' && message !== null && 'socket' in message && message.socket;
    if (!(socket instanceof Socket)) throw new Error('The channel tells of sockets.');
    const { remotePort: port = 0 } = socket;
    sockets.set(port, socket);
    socket.write = new Proxy(socket.write, {
      apply(target, self, args) {
        written.push({ port, text: String(args[0]) });
        return Reflect.apply(target, self, args);
      },
    });
  };
  subscribe('net.server.socket', onSocket);
  onTestFinished(() => void unsubscribe('net.server.socket', onSocket));
  return {
    written,
    of(client) {
      const socket = client instanceof Socket && sockets.get(client.localPort ?? 0);
      if (!socket) throw new Error('No server has this connection.');
      return socket;
    },
  };
}
