import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { answer, type RawRequest, type Script } from './raw-upstream.ts';

/** A representation as the page on the resource shows it. */
export const STATUS = {
  id: '99c6c017-7c86-4d78-89ca-dbc1267ffe76',
  configurationId: '215734e0-383d-11e2-81c1-0800200c9a66',
  name: 'Lunch',
  type: 'away',
  note: '',
  returnTime: -1,
  userCreated: true,
};

/** A user as the sibling page on users shows one. */
export const USER = {
  id: 'f038bbb9-8950-42fb-a4f7-b57a805dd5de',
  configurationId: '51ab4b5c-383d-11e2-81c1-0800200c9a66',
  userName: 'marty',
  displayedName: 'Marty McFly',
  permissionId: '6c2ff6a6-383d-11e2-81c1-0800200c9a66',
};

export const JSON_TYPE = { 'content-type': 'application/json' };

/** The answer that every script below spoils in one way. */
export const GOOD: Buffer = answer('200 OK', JSON_TYPE, JSON.stringify(STATUS));

const END_OF_HEADERS = GOOD.indexOf('\r\n\r\n') + 4;
export const HEADERS: Buffer = GOOD.subarray(0, END_OF_HEADERS);
export const HALF_OF_HEADERS: Buffer = GOOD.subarray(0, END_OF_HEADERS / 2);
export const HALF_OF_BODY: Buffer = GOOD.subarray(0, END_OF_HEADERS + 10);

/** Does nothing, for ever. */
export const hang: Script = () => {};

/** Sends bytes and leaves the connection as it is. */
export const sends =
  (...bytes: readonly (string | Buffer)[]): Script =>
  (socket) => {
    for (const part of bytes) socket.write(part);
  };

/** Answers with a status line, headers and a body. */
export const answers = (
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Script => sends(answer(line, headers, body));

/** Answers 200 with a text that is said to be JSON. */
export const says = (text: string | Buffer): Script => answers('200 OK', JSON_TYPE, text);

/** Answers 200 with a representation that is changed in some properties. */
export const saysStatus = (changes: object): Script => says(JSON.stringify({ ...STATUS, ...changes }));

/** Refuses as our own server does. */
export const refuses = (line: string, code: string, more: object = {}): Script =>
  answers(line, { 'content-type': 'application/problem+json' }, JSON.stringify({ code, ...more }));

/** Sends bytes, then ends the connection in order. */
export const sendsAndCloses =
  (bytes: Buffer): Script =>
  (socket) =>
    socket.end(bytes);

/** Sends bytes, lets them arrive, then resets the connection. */
export const sendsAndResets =
  (bytes: Buffer): Script =>
  (socket) => {
    socket.write(bytes, () => setImmediate(() => setImmediate(() => socket.resetAndDestroy())));
  };

/** Sends the good answer, or another, one byte at a time. */
export const trickles =
  (everyMs: number, all: Buffer = GOOD): Script =>
  (socket) => {
    socket.setNoDelay(true);
    const bytes = [...all];
    const next = () => {
      const byte = bytes.shift();
      if (byte === undefined || socket.destroyed) return;
      socket.write(Buffer.of(byte));
      if (everyMs === 0) setImmediate(next);
      else setTimeout(next, everyMs);
    };
    next();
  };

/** Answers with a body of so many bytes, as fast as they are taken: spaces, and at the end a text. */
export const floods =
  (line: string, size: number, end = ''): Script =>
  (socket) => {
    socket.write(`HTTP/1.1 ${line}\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`);
    const chunk = Buffer.alloc(65_536, ' ');
    let left = size - Buffer.byteLength(end);
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        const part = chunk.subarray(0, left);
        left -= part.length;
        if (!socket.write(part)) return;
      }
      socket.off('drain', more);
      if (!socket.destroyed) socket.write(end);
    };
    socket.on('drain', more);
    more();
  };

/** One script for the first request, another for all that follow. */
export const first =
  (script: Script, then: Script): Script =>
  (socket, request) =>
    (request.number === 1 ? script : then)(socket, request);

/** Answers with everything that the request held: what no error may repeat. */
export const echoes =
  (line: string): Script =>
  (socket: Socket, { path, headers, body }: RawRequest) => {
    const all = JSON.stringify({ path, headers, body, message: `invalid type ${headers['authorization']}` });
    const location = `http://${headers['authorization']?.slice(6)}@127.0.0.1/`;
    socket.write(answer(line, { ...JSON_TYPE, location, 'x-echo': String(headers['authorization']) }, all));
  };

/** Ends the connection of the second request with these bytes, and answers every other, well unless otherwise. */
export const onSecond =
  (bytes: Buffer, other: Buffer = GOOD): Script =>
  (socket, { number }) => {
    if (number === 2) socket.end(bytes);
    else socket.write(other);
  };

/** Resets the connection of the second request, and answers every other, well unless otherwise. */
export const resetsSecond =
  (other: Buffer = GOOD): Script =>
  (socket, { number }) => {
    if (number === 2) socket.resetAndDestroy();
    else socket.write(other);
  };

/** As HAProxy and nginx say it. */
export const NOT_TAKEN: Buffer = answer('408 Request Timeout', { connection: 'close' }, '<html>408</html>');

/** What a proxy may compress an answer with, although that was not asked for. */
export const CODINGS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['identity', Buffer.from],
  ['Identity', Buffer.from],
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['DEFLATE', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['gzip, br', (text) => brotliCompressSync(gzipSync(text))],
];
