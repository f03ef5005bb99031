import type { Duplex } from 'node:stream';
import type { FeedFault } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';

const answers =
  (line: string, ...headers: readonly string[]) =>
  (socket: Duplex): void =>
    void socket.end(`HTTP/1.1 ${[line, 'content-length: 0', ...headers].join('\r\n')}\r\n\r\n`);

const ELSEWHERE = 'location: /communication_manager/ws/elsewhere';

/** Refuses every upgrade, for as long as nobody lets it do otherwise. */
const refuses =
  (line: string, ...headers: readonly string[]) =>
  (upstream: FeedUpstream): void => {
    upstream.refuse = answers(line, ...headers);
  };
const relents = (upstream: FeedUpstream): void => {
  upstream.refuse = undefined;
};

/** Statuses are read in rounds for as long as there is no feed. */
const polled = (name: string, line: string, ...headers: readonly string[]): FeedFault => ({
  name,
  before: refuses(line, ...headers),
  told: 'snapshot',
  within: 'a round',
  feeds: 0,
});

/** Statuses are read in rounds until there is a feed: nothing is told of it, unless the upstream had said that it has none. */
const late = (name: string, before: FeedFault['before'], more: Partial<FeedFault> = {}): FeedFault => ({
  name,
  ...(before === undefined ? {} : { before }),
  during: (upstream, watcher) => {
    upstream.change('marty', '1');
    return watcher.sees('marty', '1');
  },
  end: relents,
  told: 'snapshot, changed',
  within: 'a round',
  feeds: 1,
  ...more,
});

/** An upgrade that is answered, but with no connection. */
export const REFUSED_UPGRADES: readonly FeedFault[] = [
  { ...polled('no feed: 404 to the upgrade', '404 Not Found'), isSeenOverWebSocket: true },
  polled('no feed: 400 to the upgrade', '400 Bad Request'),
  polled('no feed: 405 to the upgrade', '405 Method Not Allowed'),
  polled('no feed: 426 to the upgrade', '426 Upgrade Required'),
  polled('no feed: 501 to the upgrade', '501 Not Implemented'),
  polled('no feed: 200 to the upgrade', '200 OK'),
  polled('no feed: a redirect of the upgrade, which is never followed', '302 Found', ELSEWHERE),
  polled('no feed: a permanent redirect of the upgrade', '301 Moved Permanently', ELSEWHERE),
  late('no feed, and one later', refuses('404 Not Found'), {
    times: { retryFeedEveryMs: 100 },
    told: 'snapshot, changed, snapshot',
  }),
  {
    name: 'a feed that is taken away: 404 to the upgrade after it was lost',
    during: (upstream) => {
      refuses('404 Not Found')(upstream);
      upstream.cut();
      upstream.change('marty', '1');
    },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, snapshot, …, fresh',
    staleWithin: '1 s',
    within: 'a round',
    feeds: 0,
  },
  {
    name: '401 to the upgrade',
    before: refuses('401 Unauthorized'),
    told: 'failed UNAUTHENTICATED',
    within: '1 s',
    feeds: 0,
    isSeenOverWebSocket: true,
  },
  {
    name: '403 to the upgrade',
    before: refuses('403 Forbidden'),
    told: 'failed NOT_LICENSED',
    within: '1 s',
    feeds: 0,
  },
  {
    name: '401 to the upgrade after the feed was lost',
    during: (upstream) => {
      refuses('401 Unauthorized')(upstream);
      upstream.cut();
    },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, failed UNAUTHENTICATED',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 0,
  },
  late('500 to the upgrade, and then the feed', refuses('500 Internal Server Error')),
  late(
    '503 and Retry-After to the upgrade, and then the feed',
    refuses('503 Service Unavailable', 'retry-after: 1'),
  ),
  late('429 to the upgrade, and then the feed', refuses('429 Too Many Requests')),
  late('an upgrade that is reset, and then the feed', (upstream) => {
    upstream.refuse = (socket) => void socket.destroy();
  }),
  late('an upgrade that is answered with what is not HTTP, and then the feed', (upstream) => {
    upstream.refuse = (socket) => void socket.end('hello\r\n\r\n');
  }),
  late('an upgrade with the wrong answer to its key, and then the feed', (upstream) => {
    upstream.refuse = (socket) =>
      void socket.write(
        'HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n',
      );
  }),
  late('an upgrade to another protocol, and then the feed', (upstream) => {
    upstream.refuse = (socket) =>
      void socket.write('HTTP/1.1 101 X\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n');
  }),
  late(
    'no answer to the upgrade, and then the feed',
    (upstream) => {
      upstream.refuse = () => {};
    },
    { times: { timeoutMs: 200 } },
  ),
];
