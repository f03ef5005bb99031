import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from './text-frame.ts';

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
  'a text of %i characters comes as it is',
  async (length) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('It listens nowhere.');
    const text = 'a'.repeat(length);
    const many = `${'ä'.repeat(length)}😀`;
    server.on('connection', (_socket, { socket }) => {
      socket.write(textFrame(text));
      socket.write(textFrame(many));
    });
    const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
    const heard: string[] = [];
    client.on('message', (data) => heard.push(String(data)));
    await expect.poll(() => heard.length).toBe(2);
    expect(heard).toEqual([text, many]);
    client.terminate();
    server.close();
  },
);
