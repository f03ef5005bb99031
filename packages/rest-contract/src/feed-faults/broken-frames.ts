import { encodeFrame } from '../websocket-frames.ts';
import type { FeedFault } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';
import { type FrameOptions, serverFrame } from './server-frames.ts';

/** With bytes that break RFC 6455 the connection ends: nobody knows what would come behind them. */
const breaks = (name: string, bytes: (event: string) => Buffer): FeedFault => ({
  name,
  during: (upstream) => {
    upstream.change('marty', '1');
    upstream.write(bytes(upstream.event('marty')));
  },
  told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh',
  staleWithin: '1 s',
  within: '1 s',
  feeds: 1,
});

/** With unusual bytes that RFC 6455 allows nothing happens but what they say. */
const allows = (
  name: string,
  send: (upstream: FeedUpstream, event: string) => void | Promise<void>,
): FeedFault => ({
  name,
  during: (upstream) => {
    upstream.change('marty', '1');
    return send(upstream, upstream.event('marty'));
  },
  told: 'snapshot, changed',
  within: '1 s',
  feeds: 1,
});

const breaking = (name: string, options: FrameOptions): FeedFault =>
  breaks(name, (event) => serverFrame(event, options));

async function sendByteByByte(upstream: FeedUpstream, event: string): Promise<void> {
  // Nothing else may come between the bytes.
  await upstream.settled();
  for (const byte of serverFrame(event)) {
    upstream.write(Buffer.of(byte));
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

/** What comes over a connection that stands, frame by frame. */
export const BROKEN_FRAMES: readonly FeedFault[] = [
  allows('an event in fragments, with a ping between them', (upstream, event) => {
    for (const reader of upstream.readers) {
      reader.send(event.slice(0, 20), { fin: false });
      reader.ping();
      reader.send(event.slice(20, 30), { fin: false });
      reader.send(event.slice(30), { fin: true });
    }
  }),
  allows('an event in fragments of one byte', (upstream, event) => {
    for (const reader of upstream.readers)
      for (let index = 0; index < event.length; index += 1)
        reader.send(event[index] ?? '', { fin: index === event.length - 1 });
  }),
  allows('an event that comes byte by byte', sendByteByByte),
  allows('empty messages, pings and pongs around an event', (upstream, event) => {
    for (const reader of upstream.readers) {
      reader.pong('nobody asked');
      reader.ping('x'.repeat(125));
      reader.send(event);
      reader.pong();
    }
  }),
  breaks('a masked frame, as only clients send it', (event) => encodeFrame(1, Buffer.from(event))),
  breaking('a frame that says it is compressed, although that was not agreed on', { reserved: 4 }),
  breaking('a frame with a reserved bit', { reserved: 1 }),
  breaking('a frame of a kind that RFC 6455 does not know', { opcode: 7 }),
  breaking('a fragment that goes on with nothing', { opcode: 0 }),
  breaks('a message within the fragments of another', (event) =>
    Buffer.concat([serverFrame('{', { isLast: false }), serverFrame(event)]),
  ),
  breaks('a ping of more than 125 bytes', () => serverFrame('x'.repeat(126), { opcode: 9 })),
  breaks('a ping in fragments', () => serverFrame('x', { opcode: 9, isLast: false })),
  breaks('a text that is not UTF-8', () => serverFrame(Buffer.from([0xc3, 0x28]))),
  breaks('what is no frame at all', () => Buffer.from('HTTP/1.1 200 OK\r\n\r\n')),
  breaks('a frame that says it is longer than anything can be', (event) =>
    serverFrame(event, { length: 2n ** 63n }),
  ),
];
