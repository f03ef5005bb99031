import { Socket } from 'node:net';
import type { FaultWatcher } from './fault-watcher.ts';
import type { FeedFault } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';
import { serverFrame, upgrades } from './server-frames.ts';

/** A feed that is lost is told, and what changed meanwhile once there is another. */
const lost = (
  name: string,
  lose: (upstream: FeedUpstream, watcher: FaultWatcher) => void | Promise<void>,
  more: Partial<FeedFault> = {},
): FeedFault => ({
  name,
  during: (upstream, watcher) => {
    const losing = lose(upstream, watcher);
    upstream.change('marty', '1');
    upstream.change('marty', '2');
    return losing;
  },
  told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh',
  staleWithin: '1 s',
  within: '1 s',
  feeds: 1,
  ...more,
});

const endsWith = (code: number): FeedFault =>
  lost(`a close frame with ${code}`, (upstream) => {
    for (const reader of upstream.readers) reader.close(code, 'going');
  });

/** Nothing comes any more, not even answers to pings, and the connection stays. */
function fallSilent(upstream: FeedUpstream): void {
  upstream.pongs = false;
  upstream.deliver = () => {};
}
function speak(upstream: FeedUpstream): void {
  upstream.pongs = true;
  upstream.deliver = (reader, message) => reader.send(message);
}

/** So often a feed that flaps is connected. */
const FLAPS = 12;

/** As long as a timer can wait: by chance it may be less, but not so little that a test would see it. */
const NEVER_MS = 2 ** 31 - 1;

/** A connection that stood, and stands no more. */
export const LOST_FEEDS: readonly FeedFault[] = [
  {
    name: 'the feed cut while nothing changes',
    during: (upstream) => upstream.cut(),
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, fresh',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 1,
  },
  lost('a FIN without a close frame, while statuses change unseen', (upstream) => upstream.cut(), {
    isSeenOverWebSocket: true,
  }),
  lost('a reset between two frames', (upstream) => upstream.reset()),
  lost('a reset within a frame', (upstream) => {
    upstream.write(serverFrame('{"type":"userSta', { length: 200n }));
    setImmediate(() => setImmediate(() => upstream.reset()));
  }),
  lost('a FIN within a frame', (upstream) => {
    upstream.write(serverFrame('{"type":"userSta', { length: 200n }));
    setImmediate(() => setImmediate(() => upstream.cut()));
  }),
  ...[1000, 1001, 1008, 1011, 1013].map(endsWith),
  lost('a close frame without a code', (upstream) => {
    for (const reader of upstream.readers) reader.close();
  }),
  lost('a close frame with a code that RFC 6455 does not know', (upstream) => {
    upstream.write(serverFrame(Buffer.from([0, 5]), { opcode: 8 }));
  }),
  {
    name: 'a close frame, and a connection that stays open all the same',
    before: (upstream) => {
      upstream.refuse = upgrades(() => {
        upstream.refuse = undefined;
      });
    },
    during: (upstream) => upstream.write(serverFrame(Buffer.from([3, 232]), { opcode: 8 })),
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, fresh',
    times: { pingEveryMs: 100 },
    staleWithin: '15 s',
    staleWithinMs: 600,
    within: '1 s',
    feeds: 1,
  },
  lost('silence, as when the other side is gone without a word', fallSilent, {
    end: speak,
    times: { pingEveryMs: 100 },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, …, fresh',
    staleWithin: '15 s',
    staleWithinMs: 600,
    isSeenOverWebSocket: true,
  }),
  {
    name: 'pings that are never answered while events come',
    before: (upstream) => {
      upstream.pongs = false;
    },
    during: async (upstream, watcher) => {
      for (let note = 1; note <= 20; note += 1) {
        upstream.set('marty', String(note));
        await watcher.sees('marty', String(note));
      }
    },
    end: (upstream) => upstream.answerPings(),
    told: 'snapshot, changed',
    within: '1 s',
    feeds: 1,
  },
  lost(
    'a feed that flaps: each connection is ended at once',
    async (upstream) => {
      upstream.welcome = (reader) => void setImmediate(() => reader.close(1013));
      upstream.cut();
      await upstream.upgraded(1 + FLAPS);
    },
    {
      end: (upstream) => {
        upstream.welcome = () => {};
      },
      told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, …, fresh, …',
      times: { reconnect: { initialDelayMs: 20, maxDelayMs: 500 } },
      within: '3 s',
    },
  ),
  lost(
    'filters that end the connection, three times',
    async (upstream) => {
      let ended = 0;
      upstream.welcome = (reader) => {
        if (ended < 3) reader.once('message', () => reader.close(1008));
        ended += 1;
      };
      upstream.cut();
      await upstream.upgraded(5);
    },
    { told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, …, fresh, …' },
  ),
  lost(
    'a feed that was lost so often that the next connection is long in coming',
    (upstream) => upstream.cut(),
    { times: { reconnect: { initialDelayMs: NEVER_MS, maxDelayMs: NEVER_MS } }, within: '3 s', feeds: 0 },
  ),
  lost(
    'no answer to the upgrade after the feed was lost, and then the feed',
    async (upstream) => {
      upstream.refuse = () => {};
      upstream.cut();
      await upstream.upgraded(2);
    },
    {
      end: (upstream) => {
        upstream.refuse = undefined;
      },
      within: '3 s',
    },
  ),
  lost('a restart with new ids', (upstream) => upstream.restart(), { isSeenOverWebSocket: true }),
  lost('a restart with new ids, for one who watches by ids', (upstream) => upstream.restart(), {
    whom: 'the two by id',
  }),
  lost('a restart with new ids, for one who watches everybody', (upstream) => upstream.restart(), {
    whom: 'everybody',
  }),
  {
    name: 'a reset within the first frame of the first connection',
    before: (upstream) => {
      upstream.refuse = upgrades((socket) => {
        upstream.refuse = undefined;
        socket.write(serverFrame('{"type":"userSta', { length: 200n }));
        setImmediate(() => setImmediate(() => socket instanceof Socket && socket.resetAndDestroy()));
      });
    },
    told: '…, snapshot, …',
    within: '1 s',
    feeds: 1,
  },
];
