import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

/** A message as it came. */
export type Message = Readonly<Record<string, unknown>>;

/** How a connection ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A client that says what it is told to, right or wrong. */
export interface RawClient extends AsyncDisposable {
  readonly socket: WebSocket;
  /** Sends a text as it is, and anything else as JSON. */
  send(message: string | object): void;
  /** The next message; rejects where the connection ends without one. */
  next(): Promise<Message>;
  readonly closed: Promise<Closed>;
}

const SUBPROTOCOL = 'graphql-transport-ws';

/** Connects; rejects where the upgrade is refused. */
export async function connect(
  url: string,
  { protocols = [SUBPROTOCOL], ...options }: ClientOptions & { protocols?: string[] } = {},
): Promise<RawClient> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, options);
  const come: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.on('message', (data) => {
    const message: Message = JSON.parse(String(data));
    const waits = waiting.shift();
    if (waits === undefined) come.push(message);
    else waits(message);
  });
  const closed = new Promise<Closed>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await once(socket, 'open');
  socket.on('error', () => {});
  return {
    socket,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next() {
      const message = come.shift();
      if (message !== undefined) return Promise.resolve(message);
      return new Promise((resolve, reject) => {
        waiting.push(resolve);
        void closed.then(({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`)));
      });
    },
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await closed;
    },
  };
}

/** Connects, and is acknowledged. */
export async function connectAcknowledged(
  url: string,
  payload?: object,
  options?: ClientOptions,
): Promise<RawClient> {
  const client = await connect(url, options);
  client.send({ type: 'connection_init', payload });
  const { type } = await client.next();
  if (type !== 'connection_ack') throw new Error(`Not acknowledged but ${type}.`);
  return client;
}

/** How an upgrade is answered that is none: its status, and the error in its body. */
export async function refusedUpgrade(
  url: string,
  options: ClientOptions = {},
): Promise<{ readonly status: number | undefined; readonly headers: object; readonly body: unknown }> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [SUBPROTOCOL], options);
  const [, response] = await once(socket, 'unexpected-response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
  return { status: response.statusCode, headers: response.headers, body };
}

/** A round trip: whatever was sent before has been heard. */
export async function heard(client: RawClient): Promise<void> {
  client.socket.ping();
  await once(client.socket, 'pong');
}
