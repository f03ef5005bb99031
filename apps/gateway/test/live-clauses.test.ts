import type { FeedUpstream } from '@live-status/rest-contract';
import { describe, expect, test } from 'vitest';
import { startLiveAt } from './live-at.ts';
import { subscribe } from './live-subscription.ts';

const MARTY = [{ username: 'marty' }];
const BOUND = { timeout: 15_000, interval: 2 };
const setTo = (note: string, username = 'marty') =>
  `mutation { setUserStatus(input: { user: { username: "${username}" }, name: "Lunch", type: AWAY, note: "${note}" }) { userStatus { note } } }`;
const SET = { data: { setUserStatus: { userStatus: { note: '1' } } } };

/** The next set is held before it has been applied, or before it is answered. */
function holdSet(upstream: FeedUpstream, when: 'before it is applied' | 'before it is answered') {
  const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  upstream.answer = async ({ method }, response) => {
    if (method !== 'POST') return false;
    upstream.answer = undefined;
    if (when === 'before it is answered') upstream.set('marty', '1');
    arrived.resolve();
    await released.promise;
    if (when === 'before it is applied') upstream.set('marty', '1');
    response.writeHead(204).end();
    return true;
  };
  return { arrived: arrived.promise, release: () => released.resolve() };
}

describe('a mutation through the gateway', () => {
  const ways: [string, (upstream: FeedUpstream) => (() => void) | undefined][] = [
    ['where the feed tells of it at once', () => undefined],
    [
      'where what is read back is quicker than the feed',
      (upstream) => {
        const held: (() => void)[] = [];
        upstream.outbox = (send) => void held.push(send);
        return () => {
          upstream.outbox = (send) => send();
          for (const send of held) send();
        };
      },
    ],
    [
      'where the feed tells of it three times',
      (upstream) => {
        upstream.deliver = (reader, message) => {
          for (let time = 0; time < 3; time += 1) reader.send(message);
        };
        return undefined;
      },
    ],
  ];
  test.each(ways)('is seen once by whoever watches, %s', async (_where, prepare) => {
    await using at = await startLiveAt();
    const { upstream, running, url } = at;
    await using watcher = await subscribe(url, { users: MARTY });
    await using everybody = await subscribe(url);
    await watcher.isTold();
    await everybody.isTold();
    const release = prepare(upstream);
    expect((await running.ask(setTo('1'))).body).toEqual(SET);
    for (const each of [watcher, everybody]) await each.sees('marty', '1');
    release?.();
    upstream.set('marty', '2');
    for (const each of [watcher, everybody]) {
      await each.sees('marty', '2');
      expect(each.changes('marty')).toEqual(['1', '2']);
    }
  });

  test('is seen once where the upstream has no feed, as soon as it has ended', async () => {
    await using at = await startLiveAt();
    const { upstream, running, url } = at;
    upstream.refuse = (socket) => void socket.end('HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n');
    await using watcher = await subscribe(url, { users: MARTY });
    await watcher.isTold();
    await running.ask(setTo('1'));
    await watcher.sees('marty', '1');
    await running.ask(setTo('2'));
    await watcher.sees('marty', '2');
    expect(watcher.changes('marty')).toEqual(['1', '2']);
  });

  test.each(['before it is applied', 'before it is answered'] as const)(
    'is seen by whoever joins while it is under way, %s',
    async (when) => {
      await using at = await startLiveAt();
      const { upstream, running, url } = at;
      const held = holdSet(upstream, when);
      const setting = running.ask(setTo('1'));
      await held.arrived;
      await using watcher = await subscribe(url, { users: MARTY });
      await watcher.isTold();
      held.release();
      expect((await setting).body).toEqual(SET);
      await watcher.sees('marty', '1');
      upstream.set('marty', '2');
      await watcher.sees('marty', '2');
      expect(watcher.changes('marty')).toEqual(when === 'before it is applied' ? ['1', '2'] : ['2']);
    },
  );
});

test('fifty who watch one user and come and go while sets go on have one feed, and all see the last of them', async () => {
  await using at = await startLiveAt();
  const { upstream, url } = at;
  let last = 0;
  const set = () => {
    last += 1;
    upstream.set('marty', String(last));
  };
  const watchers = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const first = await subscribe(url, { users: MARTY });
      set();
      await first.isTold();
      set();
      if (index % 2 === 0) return first;
      await first[Symbol.asyncDispose]();
      set();
      return subscribe(url, { users: MARTY });
    }),
  );
  set();
  for (const watcher of watchers) {
    await watcher.sees('marty', String(last));
    const told = watcher.changes('marty').map(Number);
    expect(told).toEqual([...new Set(told)].toSorted((one, other) => one - other));
  }
  expect([upstream.upgrades, upstream.readers.size]).toEqual([1, 1]);
  for (const watcher of watchers) await watcher[Symbol.asyncDispose]();
  expect(upstream.readers.size, 'feeds, which are kept for a while').toBe(1);
});

describe('callers with credentials of their own', () => {
  const FORWARD = { UPSTREAM_AUTH: 'forward', UPSTREAM_USERNAME: undefined, UPSTREAM_PASSWORD: undefined };
  const [one, other] = ['one', 'other'].map((name) => ({
    authorization: `Basic ${btoa(`${name}:a password`)}`,
  }));

  test('have a feed each, and what one may see is not told to the other', async () => {
    await using at = await startLiveAt(FORWARD);
    const { upstream, url } = at;
    await using seeing = await subscribe(url, { headers: one });
    await seeing.isTold();
    const [feedOfOne] = upstream.readers;
    // The upstream shows doc to the first one alone.
    upstream.deliver = (reader, message) => {
      if (reader === feedOfOne || !message.includes('"doc"')) reader.send(message);
    };
    upstream.answer = async ({ headers, url: path }, response) => {
      if (headers.authorization === one?.authorization || path?.includes('doc') !== true) return false;
      response.writeHead(403).end();
      return true;
    };
    await using blind = await subscribe(url, { headers: other });
    await using naming = await subscribe(url, { headers: other, users: [{ username: 'doc' }, ...MARTY] });
    for (const each of [blind, naming]) await each.isTold();
    upstream.set('doc', '1');
    upstream.set('marty', '2');
    for (const each of [seeing, blind, naming]) await each.sees('marty', '2');
    await seeing.sees('doc', '1');
    expect(upstream.readers.size).toBe(2);
    for (const each of [blind, naming]) {
      expect(JSON.stringify(each.results)).not.toContain('doc');
      expect(each.changes('doc')).toEqual([]);
    }
  });

  test('are refused where there are as many feeds as there may be', async () => {
    await using at = await startLiveAt({ ...FORWARD, UPSTREAM_MAX_FEEDS: '1' });
    await using first = await subscribe(at.url, { headers: one });
    await first.isTold();
    await using second = await subscribe(at.url, { headers: other });
    await second.ended;
    expect(second.codes()).toEqual(['OVERLOADED']);
    expect(second.results[0]?.errors?.[0]?.extensions).toMatchObject({ retryable: true });
    await using third = await subscribe(at.url, { headers: one });
    await third.isTold();
  });
});

test('what no feed tells is read for each event where it is selected', async () => {
  await using at = await startLiveAt();
  const { upstream, url } = at;
  const query = `subscription {
    userStatusEvents(users: [{ username: "marty" }]) {
      __typename
      ... on UserStatusSnapshot { results { ... on UserStatus { note statusId user { username displayName } } } cursor }
      ... on UserStatusChanged {
        userStatus { note statusId user { username displayName } } previous { note } cursor
      }
    }
  }`;
  await using watcher = await subscribe(url, { body: { query } });
  await watcher.isTold();
  upstream.set('marty', '1');
  await watcher.sees('marty', '1');
  const events = watcher.results.map(({ data }) => data?.userStatusEvents);
  const shown = { statusId: 's-u-marty-1', user: { username: 'marty', displayName: 'marty' } };
  expect(events).toMatchObject([
    { results: [{ note: '0', ...shown }] },
    { userStatus: { note: '1', ...shown }, previous: { note: '0' } },
  ]);
  await expect.poll(() => watcher.codes(), BOUND).toEqual([]);
});
