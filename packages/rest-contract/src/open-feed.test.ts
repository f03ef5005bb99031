import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { openFeed, UpgradeRefused } from './open-feed.ts';
import { OPCODES } from './websocket-frames.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A server whose every byte after the handshake is a test's own; `first` goes out with the answer. */
async function startServer(first: Buffer = Buffer.alloc(0)) {
  const { promise: connected, resolve } = Promise.withResolvers<Duplex>();
  const server = createServer((_, response) => response.writeHead(403).end());
  server.on('upgrade', ({ headers, url }, socket: Duplex) => {
    if (url === '/elsewhere') {
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade'];
    const head = [...lines, `sec-websocket-accept: ${accept}`, '', ''].join('\r\n');
    socket.write(Buffer.concat([Buffer.from(head), first]));
    onTestFinished(() => void socket.destroy());
    resolve(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connected };
}

const open = { path: '/', headers: {} };
const text = (json: string, first = 0x81) =>
  Buffer.concat([Buffer.from([first, json.length]), Buffer.from(json)]);

test('messages are read, those that came with the handshake and those in pieces too', async () => {
  const { origin, connected } = await startServer(text('1'));
  const reader = await openFeed(origin, open);
  const socket = await connected;
  socket.write(Buffer.concat([text('[2', 0x01), text(',3', 0x00), text(']', 0x80)]));
  expect(await reader.message(1)).toEqual([2, 3]);
  expect(reader.messages).toEqual([1, [2, 3]]);
  reader.socket.destroy();
});

test('what is said is sent as JSON, or as it stands', async () => {
  const { origin, connected } = await startServer();
  const reader = await openFeed(origin, open);
  const socket = await connected;
  let bytes = Buffer.alloc(0);
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= 23) resolve();
  });
  reader.say({ a: 'é' });
  reader.say('{');
  await promise;
  // Two bytes of head and four of mask stand before either text.
  const unmask = (frame: Buffer) => frame.subarray(6).map((byte, at) => byte ^ frame.readUInt8(2 + (at % 4)));
  expect(Buffer.from(unmask(bytes.subarray(0, 16))).toString()).toBe('{"a":"é"}');
  expect(Buffer.from(unmask(bytes.subarray(16))).toString()).toBe('{');
  reader.socket.destroy();
});

test('pings are counted, and answered unless that is not wanted', async () => {
  for (const answersPings of [true, false]) {
    const { origin, connected } = await startServer();
    const reader = await openFeed(origin, { ...open, answersPings });
    const socket = await connected;
    const opcodes: number[] = [];
    socket.on('data', (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += 6) opcodes.push(chunk.readUInt8(at) & 0x0f);
      if (opcodes.includes(OPCODES.ping)) socket.write(Buffer.from([0x8a, 0]));
    });
    socket.write(Buffer.concat([Buffer.from([0x89, 0]), text('1')]));
    await reader.message(0);
    await reader.settle();
    expect(reader.pings).toBe(1);
    expect(opcodes).toEqual(answersPings ? [OPCODES.pong, OPCODES.ping] : [OPCODES.ping]);
    reader.socket.destroy();
  }
});

test.each([
  ['its code', Buffer.from([0x88, 2, 0x03, 0xf1]), 1009],
  ['1005 where the code is left out', Buffer.from([0x88, 0]), 1005],
  ['1006 where nothing is said', Buffer.alloc(0), 1006],
])('the end of the connection gives %s, and ends every wait', async (_, bytes, code) => {
  const { origin, connected } = await startServer();
  const reader = await openFeed(origin, open);
  const waiting = expect(reader.message(0)).rejects.toThrow(`The connection ended with ${code}.`);
  const socket = await connected;
  socket.resume().end(bytes);
  expect(await reader.closed).toBe(code);
  await waiting;
});

test('what is no upgrade rejects with its status', async () => {
  const { origin } = await startServer();
  const refused = openFeed(origin, { ...open, path: '/elsewhere' });
  await expect(refused).rejects.toEqual(new UpgradeRefused(404));
  await expect(refused).rejects.toMatchObject({ status: 404, message: 'expected 101, got 404' });
  await expect(openFeed('https://127.0.0.1:1', open)).rejects.toThrow('ECONNREFUSED');
});
