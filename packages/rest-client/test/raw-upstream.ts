import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** One request as it stood on the wire. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Counted from 1, over all connections. */
  readonly number: number;
}

/** What the upstream does with one request: anything, on the bare socket. */
export type Script = (socket: Socket, request: RawRequest) => void;

/** A server that does what a script says, however wrong. */
export interface RawUpstream extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly RawRequest[];
  /** How many connections were ever made. */
  readonly connections: () => number;
  /** How many are open now. */
  readonly open: () => number;
  /** Closes every connection, without waiting for the other side to notice. */
  readonly drop: () => void;
  /** Stops listening, so that further connections are refused. */
  readonly refuse: () => Promise<void>;
  /** Listens again, where it did before. */
  readonly listen: () => Promise<void>;
}

const END_OF_HEAD = '\r\n\r\n';

function takeRequest(bytes: Buffer, number: number): { request: RawRequest; rest: Buffer } | undefined {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const start = end + END_OF_HEAD.length;
  const length = Number(headers['content-length'] ?? 0);
  if (bytes.length < start + length) return undefined;
  const body = bytes.toString('utf8', start, start + length);
  return { request: { method, path, headers, body, number }, rest: bytes.subarray(start + length) };
}

/** What else there is to an upstream. */
export interface RawUpstreamOptions {
  /** Over TLS, where it is given. */
  readonly tls?: TlsOptions | undefined;
  /** What it does with a connection before anything was asked on it. */
  readonly greeting?: ((socket: Socket) => void) | undefined;
}

/** Starts a raw upstream on a free port of the loopback address; disposing it ends every connection. */
export async function startRawUpstream(
  script: Script,
  { tls, greeting }: RawUpstreamOptions = {},
): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  const requests: RawRequest[] = [];
  let connections = 0;
  const onConnection = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    greeting?.(socket);
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      // A TLS handshake, which a server without TLS takes for a bad request.
      if (bytes[0] === 0x16) return void socket.end(answer('400 Bad Request'));
      for (;;) {
        const taken = takeRequest(bytes, requests.length + 1);
        if (taken === undefined) return;
        bytes = Buffer.from(taken.rest);
        requests.push(taken.request);
        script(socket, taken.request);
      }
    });
  };
  const server: Server = tls === undefined ? createServer(onConnection) : createTlsServer(tls, onConnection);
  let port = 0;
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
  };
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const refuse = async () => {
    drop();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  await listen();
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    drop,
    refuse,
    listen,
    [Symbol.asyncDispose]: refuse,
  };
}

/** The bytes of an answer: a status line, the headers given, `content-length` unless given, and the body. */
export function answer(
  status: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Buffer {
  const bytes = Buffer.from(body);
  const all = { 'content-length': String(bytes.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`, 'latin1'), bytes]);
}
