import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { FeedFault } from './feed-fault.ts';
import { serverFrame } from './server-frames.ts';

const MEBIBYTE = 1_048_576;

/** Writes as fast as it is taken, until so much was or the connection ends. */
function pour(socket: Duplex, chunk: Buffer, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    let left = bytes;
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        left -= chunk.length;
        if (!socket.write(chunk)) return;
      }
      socket.off('drain', more);
      resolve();
    };
    socket.on('drain', more);
    socket.once('close', () => resolve());
    more();
  });
}

/** A flood that ends the connection. */
const drowns = (name: string, first: Buffer, chunk: Buffer): FeedFault => ({
  name,
  during: async (upstream) => {
    upstream.change('marty', '1');
    upstream.write(first);
    await Promise.all(upstream.connections().map((socket) => pour(socket, chunk, 256 * MEBIBYTE)));
  },
  told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh',
  staleWithin: '1 s',
  within: '1 s',
  feeds: 1,
  maxMiB: 32,
});

const HALF_A_MEBIBYTE = Buffer.alloc(MEBIBYTE / 2, 'x');
const PING = serverFrame('x'.repeat(125), { opcode: 9 });
const PINGS = Buffer.concat(Array.from({ length: 1000 }, () => PING));

/** More than anybody can take. */
export const FLOODS: readonly FeedFault[] = [
  {
    name: 'a burst of 10 000 events',
    during: (upstream) => {
      for (let note = 1; note <= 10_000; note += 1) upstream.set(note % 2 ? 'marty' : 'doc', String(note));
    },
    told: 'snapshot, changed',
    within: '1 s',
    feeds: 1,
    maxMiB: 64,
    isSeenOverWebSocket: true,
  },
  {
    name: 'a message of more than a mebibyte instead of an event',
    during: (upstream) => {
      upstream.change('marty', '1');
      for (const reader of upstream.readers) reader.send('x'.repeat(1_100_000));
    },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 1,
    unreadable: ['too-large'],
    maxMiB: 32,
  },
  drowns(
    'a frame of a gibibyte, of which 256 MiB come',
    serverFrame('', { length: 2n ** 30n }),
    HALF_A_MEBIBYTE,
  ),
  drowns(
    'a message whose fragments never end',
    serverFrame('', { isLast: false }),
    serverFrame(HALF_A_MEBIBYTE, { opcode: 0, isLast: false }),
  ),
  {
    name: 'a flood of 100 000 pings',
    during: async (upstream) => {
      await Promise.all(upstream.connections().map((socket) => pour(socket, PINGS, 100 * PINGS.length)));
    },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, fresh',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 1,
    maxMiB: 32,
  },
  {
    name: '2 000 pings, each once the one before was answered',
    during: async (upstream) => {
      for (let ping = 0; ping < 2000; ping += 1)
        for (const reader of upstream.readers) {
          const answered = once(reader, 'pong');
          reader.ping();
          await answered;
        }
    },
    told: 'snapshot',
    within: '1 s',
    feeds: 1,
    maxMiB: 32,
  },
];
