import { DOCUMENT } from './document.ts';
import { usernameOf, watchedBy } from './people.ts';

/** How a watcher is told. */
export type Transport = 'sse' | 'websocket';

const request = (watcher: number) => ({
  query: DOCUMENT,
  variables: { users: watchedBy(watcher).map((user) => ({ username: usernameOf(user) })) },
});

/** The bytes that open an event stream. */
export function openEventStream(watcher: number): Buffer {
  const body = JSON.stringify(request(watcher));
  return Buffer.from(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

/** The bytes that ask for a WebSocket. */
export const UPGRADE: Buffer = Buffer.from(
  'GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\n' +
    'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
    'sec-websocket-protocol: graphql-transport-ws\r\n\r\n',
);

export const OPCODES = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A frame as a client sends it; its mask is of zeros, which changes nothing (RFC 6455, 5.3, wants any mask). */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const short = payload.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (short ? payload.length : 126);
  if (!short) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

const text = (message: object) => clientFrame(OPCODES.text, Buffer.from(JSON.stringify(message)));

export const INIT: Buffer = text({ type: 'connection_init' });
export const PING: Buffer = text({ type: 'ping' });
export const PONG: Buffer = text({ type: 'pong' });
export const subscribe = (watcher: number): Buffer =>
  text({ id: '1', type: 'subscribe', payload: request(watcher) });

/** Where a frame of a server begins its payload, and where it ends; undefined where its head has not come yet. */
export function frameAt(
  bytes: Buffer,
  at: number,
): { readonly from: number; readonly to: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  if (short < 126) return { from: at + 2, to: at + 2 + short };
  if (short === 126)
    return bytes.length < at + 4 ? undefined : { from: at + 4, to: at + 4 + bytes.readUInt16BE(at + 2) };
  if (bytes.length < at + 10) return undefined;
  return { from: at + 10, to: at + 10 + Number(bytes.readBigUInt64BE(at + 2)) };
}
