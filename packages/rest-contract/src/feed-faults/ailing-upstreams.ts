import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FeedFault } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const says =
  (status: number): Answer =>
  (_request, response) => {
    response.writeHead(status).end();
  };

/** Answers every request in that way, or the first so many. */
const ails = (answer: Answer, times = Number.POSITIVE_INFINITY, path = '') => {
  let count = 0;
  return (upstream: FeedUpstream): void => {
    upstream.answer = async (request, response) => {
      if (request.url?.endsWith(path) !== true) return false;
      count += 1;
      if (count > times) return false;
      answer(request, response);
      return true;
    };
  };
};
const isWell = (upstream: FeedUpstream): void => {
  upstream.answer = undefined;
};

/** A lost feed, and reads that fail when another stands. */
const fails = (name: string, answer: Answer, times: number, more: Partial<FeedFault> = {}): FeedFault => ({
  name,
  during: (upstream) => {
    ails(answer, times)(upstream);
    upstream.cut();
    upstream.change('marty', '1');
  },
  told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh',
  staleWithin: '1 s',
  within: '1 s',
  feeds: 1,
  ...more,
});

const SLOW_MS = 300;

/** Reads that fail or are late, and an upstream that is not there at all. */
export const AILING_UPSTREAMS: readonly FeedFault[] = [
  fails('reads that are answered with 500 after the feed was lost', says(500), 5),
  fails('reads that are answered with 503 after the feed was lost', says(503), 5),
  fails('reads that are reset after the feed was lost', ({ socket }) => void socket.destroy(), 5),
  fails(
    'reads that are answered with what is not JSON after the feed was lost',
    (_request, response) => void response.end('<html>'),
    5,
  ),
  {
    name: 'reads that are answered with 401 after the feed was lost',
    during: (upstream) => {
      ails(says(401))(upstream);
      upstream.cut();
    },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, failed UNAUTHENTICATED',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 0,
  },
  {
    name: 'users that are not found for a moment after the feed was lost',
    during: async (upstream, watcher) => {
      upstream.answer = async (_request, response) => {
        response.writeHead(404).end();
        return true;
      };
      upstream.cut();
      await watcher.hears('snapshot', 2);
    },
    end: isWell,
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, …, snapshot, …, fresh, changed',
    staleWithin: '1 s',
    within: '3 s',
    feeds: 1,
  },
  {
    name: 'a core server that is not found for a moment after the feed was lost, for one who watches everybody',
    during: async (upstream, watcher) => {
      ails(says(404))(upstream);
      upstream.cut();
      await watcher.until('nobody to be shown', () => watcher.picture.size === 0);
    },
    end: isWell,
    whom: 'everybody',
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, …, snapshot, …, fresh, …',
    staleWithin: '1 s',
    within: '3 s',
    feeds: 1,
  },
  {
    name: 'a directory that is not there for a moment after the feed was lost, for one who watches everybody',
    during: async (upstream) => {
      const asked = Promise.withResolvers<void>();
      const refuse = (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(404).end();
        asked.resolve();
      };
      ails(refuse, Number.POSITIVE_INFINITY, '/users')(upstream);
      upstream.cut();
      upstream.change('marty', '1');
      await asked.promise;
    },
    end: isWell,
    whom: 'everybody',
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh',
    staleWithin: '1 s',
    within: '3 s',
    feeds: 1,
  },
  {
    name: 'reads that are never answered at first',
    before: (upstream) => {
      upstream.answer = ({ url = '' }) =>
        url.endsWith('/status') ? new Promise(() => {}) : Promise.resolve(false);
    },
    end: isWell,
    told: 'snapshot, stale UPSTREAM_TIMEOUT, changed, fresh',
    times: { timeoutMs: 200 },
    staleWithin: '1 s',
    within: '7 s',
    withinMs: 3000,
    feeds: 1,
  },
  {
    name: 'statuses that fail to be read at first',
    before: ails(says(500), 6, '/status'),
    told: 'snapshot, stale UPSTREAM_ERROR, changed, fresh',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 1,
  },
  {
    name: 'reads that fail while the feed stands',
    during: async (upstream, watcher) => {
      // An event that comes while a read may have been ahead of it is worth another read.
      await upstream.settled();
      ails(says(500))(upstream);
      upstream.set('marty', '1');
      await watcher.sees('marty', '1');
    },
    end: isWell,
    told: 'snapshot, changed',
    within: '1 s',
    feeds: 1,
    isSeenOverWebSocket: true,
  },
  {
    name: 'reads that are slow after the feed was lost',
    during: (upstream) => {
      upstream.beforeSending = () => new Promise((resolve) => void setTimeout(resolve, SLOW_MS));
      upstream.cut();
      upstream.change('marty', '1');
    },
    end: (upstream) => {
      upstream.beforeSending = undefined;
    },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 1,
  },
  {
    name: 'feed and reads both gone for a moment',
    during: async (upstream, watcher) => {
      upstream.goDown();
      upstream.change('marty', '1');
      await watcher.hears('stale');
    },
    end: (upstream) => upstream.comeBack(),
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, …, changed, …, fresh, …',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 1,
    isSeenOverWebSocket: true,
  },
  {
    name: 'feed and reads both gone for so long that the breaker opens',
    during: async (upstream, watcher) => {
      upstream.goDown();
      upstream.change('marty', '1');
      await watcher.hears('stale');
      await upstream.missed(20);
    },
    end: (upstream) => upstream.comeBack(),
    times: { reconnect: { maxDelayMs: 1000 } },
    told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, …, changed, …, fresh, …',
    staleWithin: '1 s',
    within: '7 s',
    feeds: 1,
  },
  {
    name: 'feed and reads both gone at first',
    before: (upstream) => upstream.goDown(),
    end: (upstream) => upstream.comeBack(),
    told: 'snapshot, stale, …, fresh, …',
    staleWithin: '7 s',
    within: '7 s',
    feeds: 1,
  },
  {
    name: 'one user of two who is not licensed',
    before: (upstream) => upstream.add('doc', false),
    told: 'snapshot',
    within: '1 s',
    feeds: 1,
  },
  {
    name: 'one user of two whose status is answered with 500 for a while',
    before: (upstream) => {
      upstream.answer = async ({ url = '' }, response) => {
        if (!url.includes('doc')) return false;
        response.writeHead(500).end();
        return true;
      };
    },
    end: isWell,
    told: 'snapshot, stale UPSTREAM_ERROR, changed, fresh',
    staleWithin: '1 s',
    within: '1 s',
    feeds: 1,
  },
  {
    name: 'nobody who is licensed, and then everybody',
    before: (upstream) => {
      for (const user of upstream.users.values()) user.isLicensed = false;
    },
    during: (upstream) => {
      for (const user of upstream.users.values()) user.isLicensed = true;
      for (const username of upstream.users.keys()) upstream.set(username, '1');
    },
    told: 'snapshot, changed',
    within: '1 s',
    feeds: 1,
  },
];
