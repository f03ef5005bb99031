import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { parseTarget } from '@live-status/domain';
import type { StatusClient, StatusClientOptions } from '../src/index.ts';
import type { FeedUpstream } from './feed-upstream.ts';
import type { Watching } from './watching.ts';

/** Something that goes wrong with a feed, while one watches marty and doc. */
export interface FeedFault {
  readonly name: string;
  /** Before anybody watches. */
  readonly before?: (upstream: FeedUpstream) => void;
  /** Once the first snapshot is there, and until the fault has done what it does. */
  readonly during?: (upstream: FeedUpstream, watch: Watching, client: StatusClient) => void | Promise<void>;
  /** The end of the fault. */
  readonly end?: (upstream: FeedUpstream) => void;
  readonly options?: StatusClientOptions['watch'];
  /** What the watch ends with, where it does. */
  readonly failsWith?: string;
  /** Whether the snapshot says that statuses are read in rounds. */
  readonly isPolled?: boolean;
  /** How many events are told to be unreadable, and why. */
  readonly unreadable?: readonly string[];
  /** Whether the watcher must have been told of it. */
  readonly isTold?: boolean;
}

const MARTY = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });

const answers =
  (line: string, ...headers: readonly string[]) =>
  (socket: Duplex): void =>
    void socket.end(`HTTP/1.1 ${[line, 'content-length: 0', ...headers].join('\r\n')}\r\n\r\n`);

const refused = (line: string, ...headers: readonly string[]): Pick<FeedFault, 'before' | 'end'> => ({
  before: (upstream) => (upstream.refuse = answers(line, ...headers)),
});

/** Stands for an upgrade, and leaves what follows to the test: bytes on the bare socket. */
const upgrades =
  (then: (socket: Duplex) => void) =>
  (socket: Duplex, { headers }: IncomingMessage): void => {
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    then(socket);
  };

/** One frame of a text, whose head says that so many bytes come. */
const frame = (
  text: string,
  { opcode = 1, isLast = true, length = Buffer.byteLength(text) } = {},
): Buffer => {
  const head = Buffer.alloc(4);
  head[0] = (isLast ? 0x80 : 0) | opcode;
  head[1] = 126;
  head.writeUInt16BE(length, 2);
  return Buffer.concat([head, Buffer.from(text)]);
};

const sendAll = (upstream: FeedUpstream, message: string | Buffer): void => {
  for (const reader of upstream.readers) reader.send(message);
};
/** Changes a status, and sends this instead of the event that tells it. */
const changesSaying = (
  upstream: FeedUpstream,
  username: string,
  note: string,
  message: string | Buffer,
): void => {
  const user = upstream.users.get(username);
  if (user !== undefined) user.note = note;
  sendAll(upstream, message);
};

export const FEED_FAULTS: readonly FeedFault[] = [
  ...['404 Not Found', '400 Bad Request', '426 Upgrade Required', '200 OK', '501 Not Implemented'].map(
    (line): FeedFault => ({ name: `no feed: ${line}`, ...refused(line), isPolled: true }),
  ),
  {
    name: 'a redirect of the upgrade, which is never followed',
    ...refused('302 Found', 'location: /communication_manager/ws/elsewhere'),
    isPolled: true,
  },
  {
    name: 'a permanent redirect of the upgrade',
    ...refused('301 Moved Permanently', 'location: /communication_manager/ws/elsewhere'),
    isPolled: true,
  },
  { name: '401 to the upgrade', ...refused('401 Unauthorized'), failsWith: 'UNAUTHENTICATED' },
  { name: '403 to the upgrade', ...refused('403 Forbidden'), failsWith: 'NOT_LICENSED' },
  {
    name: '503 to the upgrade, and then the feed',
    ...refused('503 Service Unavailable'),
    isPolled: true,
    end: (upstream) => (upstream.refuse = undefined),
  },
  {
    name: 'an upgrade that is reset',
    before: (upstream) => (upstream.refuse = (socket) => void socket.destroy()),
    isPolled: true,
    end: (upstream) => (upstream.refuse = undefined),
  },
  {
    name: 'an upgrade that is answered with what is not HTTP',
    before: (upstream) => (upstream.refuse = (socket) => void socket.end('hello\r\n\r\n')),
    isPolled: true,
  },
  {
    name: 'an upgrade with the wrong answer to its key',
    before: (upstream) =>
      (upstream.refuse = (socket) =>
        void socket.write(
          'HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n',
        )),
    isPolled: true,
    end: (upstream) => (upstream.refuse = undefined),
  },
  { name: 'the feed cut', during: (upstream) => upstream.cut(), isTold: true },
  {
    name: 'the feed cut while statuses change unseen',
    during(upstream) {
      upstream.cut();
      upstream.set('marty', '1');
      upstream.set('marty', '2');
    },
    isTold: true,
  },
  {
    name: 'the feed ended in order, again and again',
    during(upstream, watch) {
      for (const reader of upstream.readers) reader.close(1001, 'going away');
      return watch.hears('stale');
    },
    isTold: true,
  },
  {
    name: 'a reset within a frame',
    before: (upstream) =>
      (upstream.refuse = upgrades((socket) => {
        upstream.refuse = undefined;
        socket.write(frame('{"type":"userSta', { length: 200 }));
        setImmediate(() => setImmediate(() => socket instanceof Socket && socket.resetAndDestroy()));
      })),
  },
  {
    name: 'a frame that breaks RFC 6455',
    before: (upstream) =>
      (upstream.refuse = upgrades((socket) => {
        upstream.refuse = undefined;
        socket.write(frame('x', { opcode: 7 }));
      })),
  },
  {
    name: 'a text that is not UTF-8',
    before: (upstream) =>
      (upstream.refuse = upgrades((socket) => {
        upstream.refuse = undefined;
        socket.write(Buffer.from([0x81, 2, 0xc3, 0x28]));
      })),
  },
  {
    name: 'an event in fragments, with a ping between them',
    during(upstream) {
      const user = upstream.users.get('marty');
      if (user !== undefined) user.note = '1';
      const event = upstream.event('marty');
      for (const reader of upstream.readers) {
        reader.send(event.slice(0, 20), { fin: false });
        reader.ping();
        reader.send(event.slice(20, 30), { fin: false });
        reader.send(event.slice(30), { fin: true });
      }
    },
  },
  {
    name: 'a message of more than 64 KiB instead of an event',
    during: (upstream) => changesSaying(upstream, 'marty', '1', 'x'.repeat(70_000)),
    unreadable: ['too-large'],
  },
  {
    name: 'a message of more than a mebibyte instead of an event',
    during: (upstream) => changesSaying(upstream, 'marty', '1', 'x'.repeat(1_100_000)),
    unreadable: ['too-large'],
    isTold: true,
  },
  {
    name: 'a binary message instead of an event',
    during: (upstream) => changesSaying(upstream, 'marty', '1', Buffer.from([1, 2, 3])),
    unreadable: ['binary'],
  },
  {
    name: 'what is not JSON instead of two events',
    during(upstream) {
      changesSaying(upstream, 'marty', '1', 'hello');
      changesSaying(upstream, 'doc', '1', '[]');
    },
    unreadable: ['not-an-event', 'not-an-event'],
  },
  {
    name: 'an event whose type of status is unknown',
    during: (upstream) =>
      changesSaying(upstream, 'marty', '1', upstream.event('marty', { statusType: 'busy' })),
    unreadable: ['bad-property'],
  },
  {
    name: 'an event without a username',
    during: (upstream) => changesSaying(upstream, 'doc', '1', upstream.event('doc', { username: undefined })),
    unreadable: ['bad-property'],
  },
  {
    name: 'events of other types',
    during: (upstream) => sendAll(upstream, '{"type":"queueStatus","username":"marty"}'),
    unreadable: ['other-type'],
  },
  {
    name: 'every event three times',
    during(upstream) {
      upstream.deliver = (reader, message) => {
        for (let time = 0; time < 3; time += 1) reader.send(message);
      };
      for (let note = 1; note <= 20; note += 1) upstream.set('marty', String(note));
    },
  },
  {
    name: 'a clock that jumps back with every event',
    during(upstream) {
      let time = 2_000_000_000_000;
      upstream.deliver = (reader, message) => {
        time -= 3_600_000;
        reader.send(JSON.stringify({ ...JSON.parse(message), time }));
      };
      for (let note = 1; note <= 20; note += 1) upstream.set('marty', String(note));
    },
  },
  {
    name: 'events of a user with the same username on another core server',
    during(upstream) {
      for (let note = 100; note <= 120; note += 1)
        sendAll(
          upstream,
          upstream.event('marty', { coreServerId: 'c-other', userId: 'u-other', note: String(note) }),
        );
    },
  },
  {
    name: 'filters that are ignored, with events of everybody',
    during(upstream) {
      upstream.add('biff');
      for (let note = 1; note <= 20; note += 1) upstream.set('biff', String(note));
    },
  },
  {
    name: 'filters that are answered with an error',
    during: (upstream) => sendAll(upstream, '{"type":"error","message":"no filters here"}'),
    unreadable: ['other-type'],
  },
  {
    name: 'events that come behind a read which was ahead of them',
    async during(upstream, watch, client) {
      const held: (() => void)[] = [];
      upstream.outbox = (send) => void held.push(send);
      upstream.set('marty', '1');
      upstream.set('marty', '2');
      await client.setStatus(MARTY, { name: 'Lunch', type: 'away', note: '3' });
      await watch.sees('marty', '3');
      upstream.outbox = (send) => send();
      for (const send of held) send();
    },
  },
  {
    name: 'an event that overtakes the answer to a read',
    async during(upstream, watch) {
      const arrived = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      upstream.beforeSending = async (request) => {
        if (request.method !== 'GET') return;
        arrived.resolve();
        await release.promise;
      };
      // An event that cannot be read has the user read.
      sendAll(upstream, upstream.event('marty', { statusType: 'busy' }));
      await arrived.promise;
      upstream.set('marty', '2');
      await watch.sees('marty', '2');
      upstream.beforeSending = undefined;
      release.resolve();
    },
  },
  {
    name: 'a restart with new ids',
    during: (upstream) => upstream.restart(),
    isTold: true,
  },
  {
    name: 'a burst of 10 000 events',
    during(upstream) {
      for (let note = 1; note <= 10_000; note += 1) upstream.set(note % 2 ? 'marty' : 'doc', String(note));
    },
  },
  {
    name: 'a feed on which nothing comes, not even answers to pings',
    before: (upstream) => (upstream.pongs = false),
    during: (_upstream, watch) => watch.hears('stale'),
    end: (upstream) => (upstream.pongs = true),
    options: { pingEveryMs: 20 },
    isTold: true,
  },
  {
    name: 'a feed that says nothing of changes',
    during(upstream) {
      upstream.deliver = () => {};
      upstream.set('marty', '1');
    },
    end(upstream) {
      upstream.deliver = (reader, message) => reader.send(message);
    },
    options: { reconcileEveryMs: 10, polling: { maxCallsPerSecond: 1000 } },
  },
  {
    name: 'statuses that fail to be read after the feed was lost',
    during(upstream) {
      let failures = 0;
      upstream.answer = async (_request, response) => {
        failures += 1;
        if (failures > 10) return false;
        response.writeHead(500).end();
        return true;
      };
      upstream.cut();
    },
    isTold: true,
  },
];
