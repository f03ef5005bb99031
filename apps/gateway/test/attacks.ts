import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import type { ChildGateway } from './child.ts';

/** What an attack got back, and how soon. */
export interface Struck {
  readonly status: number;
  readonly text: string;
  readonly tookMs: number;
}

/** Sends a request of any shape; a connection that is cut off counts as status 0. */
export async function strike(url: string, init: RequestInit): Promise<Struck> {
  const from = performance.now();
  const took = () => performance.now() - from;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000), ...init });
    return { status: response.status, text: await response.text(), tookMs: took() };
  } catch (error) {
    return { status: 0, text: String(error), tookMs: took() };
  }
}

/** A body of JSON. */
export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** The texts that a function makes of 0, 1, 2 …, with spaces between. */
export const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

/** Fails unless the gateway answers a usual question within a second. */
export async function expectAlive(url: string): Promise<void> {
  const { status, text, tookMs } = await strike(
    url,
    json({ query: '{ userStatus(user: { username: "marty" }) { name } }' }),
  );
  expect([status, text]).toEqual([200, '{"data":{"userStatus":{"name":"Available"}}}']);
  expect(tookMs).toBeLessThan(1000);
}

/** A connection of one's own, with what came back on it. */
export async function openRaw(url: string): Promise<{ readonly socket: Socket; readonly got: () => string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let got = '';
  socket.on('data', (chunk) => {
    got += chunk;
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, got: () => got };
}

/** Bytes of heap that the gateway cannot do without, as its own metrics say. */
export async function heapOf(child: ChildGateway): Promise<number> {
  child.kill('SIGUSR2');
  const response = await fetch(new URL('/metrics', child.url));
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(await response.text())?.[1]);
}

/** Fails unless the heap comes back to within 10 MB of what it was. */
export async function expectHeapBack(child: ChildGateway, before: number): Promise<void> {
  await expect.poll(() => heapOf(child), { timeout: 15_000, interval: 200 }).toBeLessThan(before + 10e6);
}
