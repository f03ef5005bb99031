import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { SoakUpstream, UpstreamRequest } from './upstream.ts';

/** A proxy in front of an upstream that does at random what real ones do. */
export interface FaultyProxy extends AsyncDisposable {
  readonly origin: string;
  /** How often it did what. */
  readonly did: ReadonlyMap<string, number>;
  /** The most connections that were open at once. */
  readonly mostOpen: () => number;
}

/** How often, of a thousand requests, it does each of these; to the rest it does nothing. */
const REQUEST_FAULTS: readonly (readonly [string, number])[] = [
  ['resets the connection before the request is taken', 10],
  ['resets the connection after the request was done', 10],
  ['closes the connection after the request was done', 5],
  ['answers 408 and does nothing', 20],
  ['answers half', 5],
  ['answers later than is waited for', 1],
];
/** The same of a thousand connections that fall idle: after 1 to 20 ms it ends them. */
const IDLE_FAULTS: readonly (readonly [string, number])[] = [
  ['closes an idle connection', 250],
  ['resets an idle connection', 50],
  ['says 408 on an idle connection and closes it', 250],
];
const CODINGS: readonly (readonly [string | undefined, (text: string) => Buffer])[] = [
  [undefined, Buffer.from],
  ['identity', Buffer.from],
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
];
const NOT_TAKEN = 'HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

const upTo = (max: number) => Math.random() * max;
const oneOf = <T>(items: readonly T[]): T => items[Math.floor(upTo(items.length))] as T;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function draw(faults: typeof REQUEST_FAULTS): string | undefined {
  let number = upTo(1000);
  return faults.find(([, perThousand]) => {
    number -= perThousand;
    return number < 0;
  })?.[0];
}

/** Starts one on a free port. Answers take up to `slowestMs`, and now and then three times as long. */
export async function startFaultyProxy(upstream: SoakUpstream, slowestMs: number): Promise<FaultyProxy> {
  const did = new Map<string, number>();
  const sockets = new Set<Socket>();
  let mostOpen = 0;
  const note = (what: string) => void did.set(what, (did.get(what) ?? 0) + 1);
  const delay = () => pause(upTo(Math.random() < 0.05 ? 3 * slowestMs : slowestMs));

  const answer = async (socket: Socket, request: UpstreamRequest): Promise<void> => {
    const fault = draw(REQUEST_FAULTS);
    if (fault !== undefined) note(fault);
    if (fault === REQUEST_FAULTS[0]?.[0]) return void socket.resetAndDestroy();
    if (fault?.startsWith('answers 408')) return void socket.end(NOT_TAKEN);
    await delay();
    const { status, body } = upstream.serve(request);
    await delay();
    if (fault?.startsWith('resets')) return void socket.resetAndDestroy();
    if (fault?.startsWith('closes')) return void socket.end();
    if (fault?.startsWith('answers later')) await pause(2500);
    const [coding, encode] = oneOf(CODINGS);
    const bytes = encode(body);
    if (coding !== undefined) note(`answers with ${coding}`);
    const lines = [
      `HTTP/1.1 ${status} X`,
      `content-length: ${status === 204 ? 0 : bytes.length}`,
      ...(coding === undefined ? [] : [`content-encoding: ${coding}`]),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (status === 204) return;
    if (fault === 'answers half') return void socket.end(bytes.subarray(0, bytes.length / 2));
    socket.write(bytes);
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    mostOpen = Math.max(mostOpen, sockets.size);
    let text = '';
    let idle: NodeJS.Timeout | undefined;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(idle);
      sockets.delete(socket);
    });
    socket.on('data', async (chunk) => {
      clearTimeout(idle);
      text += chunk;
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const body = rest.join('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      // What comes once the connection was given up is not looked at, as by any proxy.
      if (!text.includes('\r\n\r\n') || body.length < length || !socket.writable) return;
      text = '';
      const [method = '', path = ''] = head.split(' ');
      await answer(socket, { method, path, body });
      const fault = draw(IDLE_FAULTS);
      if (fault === undefined || !socket.writable) return;
      idle = setTimeout(() => {
        note(fault);
        if (fault.startsWith('says')) socket.end(NOT_TAKEN);
        else if (fault.startsWith('closes')) socket.end();
        else socket.resetAndDestroy();
      }, 1 + upTo(19));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    origin: `http://127.0.0.1:${port}`,
    did,
    mostOpen: () => mostOpen,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
