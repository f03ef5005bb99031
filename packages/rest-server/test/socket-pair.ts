import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FeedReader } from '@live-status/rest-contract';
import { onTestFinished } from 'vitest';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { openReader, type ReaderOptions } from './feed.ts';

/** Both ends of a connection, the server's as ws has it. */
export interface SocketPair {
  readonly server: WebSocket;
  readonly reader: FeedReader;
}

/** Connects a reader to a server of ws alone; both are cut off when the test is over. */
export async function connectPair(
  reader: ReaderOptions = {},
  options: ServerOptions = {},
): Promise<SocketPair> {
  const server = new WebSocketServer({ ...options, port: 0, host: '127.0.0.1' });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  const opened = openReader((server.address() as AddressInfo).port, reader);
  const [socket] = await connected;
  return { server: socket, reader: await opened };
}
