import { execFileSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAlive, expectHeapBack, heapOf, openRaw } from './attacks.ts';
import { type ChildGateway, startChildGateway } from './child.ts';

let child: ChildGateway;
let heapBefore: number;
beforeAll(async () => {
  child = await startChildGateway({ LOG_LEVEL: 'error', MAX_REQUESTS: '50' });
  for (let i = 0; i < 50; i += 1) await expectAlive(child.url);
  heapBefore = await heapOf(child);
});
afterAll(() => child[Symbol.asyncDispose]());

/** Opens sockets until there are so many, or no more can be had. */
async function openMany(count: number, first: string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(250, count - sockets.length) }, () => openRaw(child.url));
    for (const { socket } of await Promise.all(batch)) {
      socket.write(first);
      sockets.push(socket);
    }
  }
  return sockets;
}

test('10 000 idle connections keep nobody out, and their memory comes back', async () => {
  // Each end of a connection is a file; what this machine allows is less on some.
  const allowed = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })) || 1_000_000;
  const count = Math.min(10_000, allowed - 500);
  if (count < 10_000)
    console.warn(`Only ${count} idle connections are opened: this machine allows ${allowed} files.`);
  const sockets = await openMany(count, '');
  await expectAlive(child.url);
  for (const socket of sockets) socket.destroy();
  await expectAlive(child.url);
  await expectHeapBack(child, heapBefore);
}, 60_000);

test('requests whose headers never end are cut off, and keep nobody out meanwhile', async () => {
  const sockets = await openMany(500, 'POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ');
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  const dripping = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('a');
  }, 500);
  await expectAlive(child.url);
  await Promise.all(closed);
  clearInterval(dripping);
  await expectAlive(child.url);
  await expectHeapBack(child, heapBefore);
}, 30_000);

test('bodies that come byte by byte keep nobody out, and a caller who goes away frees what it held', async () => {
  const head =
    'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';
  const sockets = await openMany(500, head);
  for (const socket of sockets) socket.write('{');
  await expectAlive(child.url);
  for (const socket of sockets) socket.destroy();
  await expectAlive(child.url);
  await expectHeapBack(child, heapBefore);
  expect(child.logged()).toBe('');
}, 30_000);
