import { parseCoreServerRef, StatusError, type UserRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { createMemoryUpstream } from '../../test/memory-upstream.ts';
import { users, watching } from '../../test/watching.ts';
import type { WatchOptions } from './watch-options.ts';
import { createWatches } from './watch-statuses.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const turnOfLoop = () => new Promise<void>((resolve) => void setImmediate(resolve));
const lost = new StatusError('UPSTREAM_CONNECTION_LOST', 'lost');

/** Everybody of a memory upstream watched, by a clock that the test moves on; nothing is left to chance. */
async function watchAll(usernames: readonly string[], options?: WatchOptions, users?: readonly UserRef[]) {
  const clock = createManualClock();
  const upstream = createMemoryUpstream(usernames);
  const states: string[] = [];
  const hooks = { onFeedChange: ({ state }: { state: string }) => states.push(state) };
  const watches = createWatches(options, hooks, clock, () => 0.5);
  const begin = () =>
    watching(watches.watch({ coreServer, users, key: 'k', upstream: () => upstream, signal: undefined }));
  /** Lets time pass in small steps, in each of which everything ends that was begun. */
  const pass = async (ms: number, stepMs = 10) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.pass(stepMs);
      for (let turn = 0; turn < 3; turn += 1) await turnOfLoop();
    }
  };
  const callsWithin = async (ms: number) => {
    const before = upstream.calls.length;
    await pass(ms);
    return upstream.calls.length - before;
  };
  const latest = () => {
    const feed = upstream.feeds.at(-1);
    if (feed === undefined) throw new Error('no feed was opened');
    return feed;
  };
  const watch = begin();
  await turnOfLoop();
  return { clock, upstream, watches, watch, begin, pass, callsWithin, latest, states };
}

test('beyond the most feeds a new watch fails at once, unless one that nobody watches can be given up for it', async () => {
  const clock = createManualClock();
  const upstreams = ['a', 'b', 'c', 'd'].map((key) => ({ key, upstream: createMemoryUpstream(['marty']) }));
  const watches = createWatches({ maxFeeds: 2 }, {}, clock, () => 0.5);
  const watch = async (index: number) => {
    const { key, upstream } = upstreams[index] ??
      upstreams[0] ?? { key: '', upstream: createMemoryUpstream([]) };
    const request = { coreServer, users: undefined, key, upstream: () => upstream, signal: undefined };
    const begun = watching(watches.watch(request));
    await turnOfLoop();
    return begun;
  };
  const isClosed = () => upstreams.map(({ upstream }) => upstream.feeds.map((feed) => feed.isClosed));
  const [first, second, third] = [await watch(0), await watch(1), await watch(2)];
  expect(third.events).toMatchObject([{ kind: 'failed', error: { code: 'OVERLOADED', retryable: true } }]);
  await third[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await watch(3);
  expect(isClosed()).toEqual([[false], [true], [], [false]]);
  await watch(0);
  expect((await watch(1)).kinds()).toEqual(['failed']);
  expect(isClosed()).toEqual([[false], [true], [], [false]]);
  watches.close();
  expect(clock.pending()).toBe(0);
});

const names = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

test('a feed is kept for thirty seconds after the last watcher has left, and what is left then is nothing', async () => {
  const { clock, upstream, watch, begin, pass, latest } = await watchAll(['marty']);
  latest().listener.onOpen();
  await pass(10);
  expect(watch.kinds()).toEqual(['snapshot']);
  await watch[Symbol.asyncDispose]();
  await pass(29_000, 1000);
  const calls = upstream.calls.length;
  const back = begin();
  await pass(60_000, 1000);
  expect(back.kinds()).toEqual(['snapshot']);
  expect(upstream.calls.slice(calls).filter((call) => call !== 'users').length).toBeLessThan(3);
  await back[Symbol.asyncDispose]();
  await pass(30_000, 1000);
  expect([latest().isClosed, upstream.feeds.length, clock.pending()]).toEqual([true, 1, 0]);
});

test('without a feed at most twenty calls a second are made, however many users there are', async () => {
  const { watch, callsWithin, latest, pass, upstream } = await watchAll(names(100));
  latest().listener.onEnd({ kind: 'refused', status: 404 });
  await pass(6000);
  expect(watch.kinds()).toEqual(['snapshot']);
  expect(watch.events[0]).toMatchObject({ pollIntervalMs: 15_000 });
  for (let second = 0; second < 20; second += 1) {
    upstream.notes.set('user-7', String(second));
    expect(await callsWithin(1000)).toBeLessThanOrEqual(21);
  }
  expect(watch.notes('user-7').length).toBeGreaterThan(2);
});

test('without a feed rounds come every second while statuses change, and every ten while they do not', async () => {
  const { watch, callsWithin, latest, pass, upstream } = await watchAll(['marty']);
  latest().listener.onEnd({ kind: 'refused', status: 404 });
  await pass(1000);
  expect(watch.kinds()).toEqual(['snapshot']);
  for (let note = 1; note <= 10; note += 1) {
    upstream.notes.set('marty', String(note));
    await pass(1000);
  }
  expect(watch.notes('marty').length).toBeGreaterThan(8);
  await pass(30_000);
  expect(await callsWithin(54_000)).toBeLessThanOrEqual(7);
  upstream.notes.set('marty', '100');
  await pass(10_000);
  expect(watch.picture.get('marty')).toMatchObject({ note: '100' });
});

test('where there is no feed it is asked for again every minute, and a feed that stands ends the rounds', async () => {
  const { watch, latest, pass, upstream, states, callsWithin } = await watchAll(['marty']);
  latest().listener.onEnd({ kind: 'refused', status: 404 });
  await pass(59_000, 100);
  expect(upstream.feeds).toHaveLength(1);
  await pass(2000, 100);
  expect(upstream.feeds).toHaveLength(2);
  latest().listener.onOpen();
  await pass(100);
  expect(watch.events.at(-1)).toMatchObject({ kind: 'snapshot', pollIntervalMs: undefined });
  expect(states).toEqual(['down', 'polling', 'standing']);
  expect(await callsWithin(50_000)).toBe(0);
});

test('while an upstream is gone, whoever watches knows; a second after it is back the picture is right', async () => {
  const { watch, latest, pass, upstream } = await watchAll(['marty', 'doc']);
  latest().listener.onOpen();
  await pass(10);
  upstream.fault = lost;
  latest().listener.onEnd({ kind: 'lost', error: lost });
  await pass(200);
  latest().listener.onEnd({ kind: 'lost', error: lost });
  await pass(120_000, 100);
  expect(watch.kinds()).toEqual(['snapshot', 'stale']);
  expect(watch.events[1]).toMatchObject({ sinceMs: 0, error: lost });
  upstream.notes.set('marty', '1');
  upstream.fault = undefined;
  await pass(1200);
  expect(watch.picture.get('marty')).toMatchObject({ note: '1' });
  expect(watch.kinds().at(-1)).toBe('fresh');
});

test('while a feed stands, reads that fail are repeated within a second, twenty a second at most', async () => {
  const { watch, latest, pass, upstream, callsWithin } = await watchAll(names(100));
  upstream.fault = lost;
  latest().listener.onOpen();
  await pass(1000);
  expect(watch.kinds()).toEqual(['snapshot', 'stale']);
  for (let second = 0; second < 30; second += 1) expect(await callsWithin(1000)).toBeLessThanOrEqual(21);
  upstream.fault = undefined;
  await pass(6000);
  expect(watch.kinds().at(-1)).toBe('fresh');
  expect(watch.picture.size).toBe(100);
});

test('what may have been about anybody has everybody read once a second at most', async () => {
  const { latest, pass, callsWithin } = await watchAll(['marty', 'doc']);
  latest().listener.onOpen();
  await pass(100);
  const junk = () =>
    latest().listener.onEvent({ kind: 'unreadable', reason: 'not-an-event', username: undefined });
  for (let number = 0; number < 100; number += 1) junk();
  expect(await callsWithin(500)).toBe(2);
  for (let number = 0; number < 100; number += 1) junk();
  expect(await callsWithin(400)).toBe(0);
  expect(await callsWithin(200)).toBe(2);
  junk();
});

test('while a feed stands everybody is read every minute, one after another', async () => {
  const { latest, pass, callsWithin } = await watchAll(names(40));
  latest().listener.onOpen();
  await pass(1000);
  expect(await callsWithin(58_000)).toBe(0);
  expect(await callsWithin(2000)).toBeGreaterThan(10);
  expect(await callsWithin(3000)).toBeLessThan(42);
  expect(await callsWithin(50_000)).toBe(0);
});

test('with 0 nobody is read beside the feed', async () => {
  const { latest, pass, callsWithin, clock } = await watchAll(['marty'], { reconcileEveryMs: 0 });
  latest().listener.onOpen();
  await pass(1000);
  expect([await callsWithin(300_000), clock.pending()]).toEqual([0, 0]);
}, 60_000);

test('a feed that is lost again and again is tried more and more rarely, and soon again once it stood for long', async () => {
  const { latest, pass, upstream } = await watchAll(['marty']);
  const attempts: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    latest().listener.onOpen();
    const before = upstream.feeds.length;
    latest().listener.onEnd({ kind: 'lost', error: lost });
    let waited = 0;
    for (; upstream.feeds.length === before; waited += 125) await pass(125, 125);
    attempts.push(waited);
  }
  expect(attempts).toEqual([125, 250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  latest().listener.onOpen();
  await pass(30_000, 1000);
  latest().listener.onEnd({ kind: 'lost', error: lost });
  const before = upstream.feeds.length;
  await pass(125, 125);
  expect(upstream.feeds.length).toBe(before + 1);
});

test('an event of somebody whom nobody watches changes nothing', async () => {
  const { watch, latest, pass, upstream } = await watchAll(['marty', 'doc'], {}, users('marty'));
  latest().listener.onOpen();
  await pass(10);
  const { listener } = latest();
  listener.onEvent(upstream.event('marty', '1'));
  listener.onEvent(upstream.event('doc', '1'));
  await pass(10);
  expect(watch.kinds()).toEqual(['snapshot', 'changed']);
});

test('EVT-3 after a feed that was lost stands again everybody is read again, and differences alone are told', async () => {
  const { watch, latest, pass, upstream, states } = await watchAll(['marty', 'doc']);
  latest().listener.onOpen();
  await pass(10);
  latest().listener.onEnd({ kind: 'lost', error: lost });
  const before = upstream.calls.length;
  await pass(120);
  expect([states, upstream.calls.length]).toEqual([['down', 'standing', 'down'], before]);
  upstream.notes.set('doc', '1');
  await pass(10);
  latest().listener.onOpen();
  await pass(10);
  expect(states).toEqual(['down', 'standing', 'down', 'standing']);
  expect(upstream.calls.slice(before).toSorted()).toEqual(['status doc', 'status marty', 'users']);
  expect(watch.kinds()).toEqual(['snapshot', 'stale', 'changed', 'fresh']);
  expect(watch.events[2]).toMatchObject({ status: { username: 'doc', note: '1' }, previous: { note: '0' } });
});

test('a feed that is lost before the first picture was whole is not waited for', async () => {
  const { watch, latest, pass, states } = await watchAll(['marty']);
  latest().listener.onOpen();
  latest().listener.onEnd({ kind: 'lost', error: lost });
  expect(states).toEqual(['down', 'standing', 'down', 'polling']);
  await pass(500);
  expect(watch.picture.get('marty')).toMatchObject({ note: '0' });
});

test('a second after a feed was lost statuses are read, although the next attempt is not answered, and nobody is shown everything anew for it', async () => {
  const { watch, begin, latest, pass, upstream, states } = await watchAll(['marty', 'doc']);
  latest().listener.onOpen();
  await pass(10);
  latest().listener.onEnd({ kind: 'lost', error: lost });
  upstream.notes.set('marty', '1');
  await pass(880);
  expect([watch.kinds(), upstream.feeds.length]).toEqual([['snapshot', 'stale'], 2]);
  await pass(220);
  expect(watch.kinds()).toEqual(['snapshot', 'stale', 'changed', 'fresh']);
  const late = begin();
  await turnOfLoop();
  expect(late.events).toMatchObject([{ kind: 'snapshot', pollIntervalMs: undefined }]);
  latest().listener.onOpen();
  await pass(100);
  expect(states).toEqual(['down', 'standing', 'down', 'polling', 'standing']);
  expect([watch.kinds(), late.kinds()]).toEqual([['snapshot', 'stale', 'changed', 'fresh'], ['snapshot']]);
});

test('a first upgrade that is not answered keeps nobody waiting for longer than a second', async () => {
  const { watch, pass, states } = await watchAll(['marty']);
  await pass(1100);
  expect([watch.kinds(), states]).toEqual([['snapshot'], ['down', 'polling']]);
});

test('where no connection lives for long, nobody is without news for longer than a second and a bit each time', async () => {
  const { watch, latest, pass, upstream } = await watchAll(['marty', 'doc']);
  for (let round = 1; round <= 12; round += 1) {
    const standing = latest();
    standing.listener.onOpen();
    await pass(2000, 100);
    expect(watch.isStale()).toBe(false);
    standing.listener.onEnd({ kind: 'lost', error: lost });
    upstream.notes.set('marty', String(round));
    await pass(1200, 100);
    expect([watch.isStale(), watch.picture.get('marty')?.note]).toEqual([false, String(round)]);
    while (latest() === standing) await pass(100, 100);
  }
  expect(watch.kinds().filter((kind) => kind === 'snapshot')).toHaveLength(1);
});

const notFound = new StatusError('NOT_FOUND', 'not there');

test.each([
  ['a second', 800, 1300],
  ['a few seconds', 3500, 4200],
])(
  'whoever is not found for less than %s after the feed was lost is shown soon after being there again',
  async (_, awayMs, pauseMs) => {
    const { watch, latest, pass, upstream } = await watchAll(['marty', 'doc'], {}, users('marty', 'doc'));
    latest().listener.onOpen();
    await pass(10);
    latest().listener.onEnd({ kind: 'lost', error: lost });
    upstream.fault = notFound;
    await pass(200);
    latest().listener.onOpen();
    await pass(awayMs);
    expect([watch.picture.size, watch.isStale()]).toEqual([0, false]);
    upstream.fault = undefined;
    await pass(pauseMs);
    expect(watch.picture.size).toBe(2);
  },
);

test('whoever is gone for good is asked about five times more, and by the rounds of every minute', async () => {
  const { watch, latest, pass, upstream, callsWithin } = await watchAll(['marty'], {}, users('marty'));
  latest().listener.onOpen();
  await pass(10);
  upstream.fault = notFound;
  await pass(62_000, 100);
  expect(watch.picture.size).toBe(0);
  expect(await callsWithin(58_000)).toBe(5);
  for (let minute = 0; minute < 3; minute += 1) expect(await callsWithin(60_000)).toBe(1);
});

test('whoever is not listed for a moment is there again soon', async () => {
  const { watch, latest, pass, upstream } = await watchAll(['marty', 'doc']);
  const { listUsers } = upstream;
  latest().listener.onOpen();
  await pass(10);
  upstream.listUsers = async () => [];
  latest().listener.onEnd({ kind: 'lost', error: lost });
  await pass(200);
  latest().listener.onOpen();
  await pass(10);
  expect([watch.picture.size, watch.isStale()]).toEqual([0, false]);
  upstream.listUsers = listUsers;
  await pass(1200);
  expect(watch.picture.size).toBe(2);
});

test('a directory that was there and is not makes the picture stale, is asked each second, and ends the watch once that was so for a minute', async () => {
  const { watch, begin, latest, pass, upstream, callsWithin } = await watchAll(['marty', 'doc']);
  const { listUsers } = upstream;
  latest().listener.onOpen();
  await pass(10);
  const vanish = async () => {
    upstream.listUsers = async () => {
      upstream.calls.push('users');
      throw notFound;
    };
    while (!watch.isStale()) await pass(100, 100);
  };
  await vanish();
  expect(watch.events.at(-1)).toMatchObject({ kind: 'stale', error: notFound });
  expect(watch.picture.size).toBe(2);
  const late = begin();
  await turnOfLoop();
  expect(late.kinds()).toEqual(['snapshot', 'stale']);
  expect(await callsWithin(10_000)).toBeGreaterThan(9);
  upstream.listUsers = listUsers;
  await pass(1100);
  expect([watch.kinds(), late.kinds()]).toEqual([
    ['snapshot', 'stale', 'fresh'],
    ['snapshot', 'stale', 'fresh'],
  ]);
  await vanish();
  await pass(58_000, 100);
  expect(watch.kinds().at(-1)).toBe('stale');
  await pass(4000, 100);
  for (const one of [watch, late])
    expect(one.events.at(-1)).toMatchObject({ kind: 'failed', error: notFound });
});

test('ID-2 whoever is removed while it is asked whose event that was does not make strangers of all others', async () => {
  const { watch, latest, pass, upstream } = await watchAll(['marty', 'doc'], { reconcileEveryMs: 0 });
  latest().listener.onOpen();
  await pass(10);
  const { listener } = latest();
  const { readUser } = upstream;
  upstream.readUser = async (user) => {
    upstream.calls.push(`user ${Object.values(user)[0]}`);
    throw notFound;
  };
  const asked = () => upstream.calls.filter((call) => call.startsWith('user ')).length;
  for (let time = 0; time < 5; time += 1) {
    listener.onEvent(upstream.event('biff', '1'));
    await pass(100);
  }
  expect(asked()).toBe(1);
  await pass(1000);
  listener.onEvent(upstream.event('biff', '2'));
  await pass(10);
  expect(asked()).toBe(2);
  upstream.readUser = readUser;
  await pass(1000);
  upstream.notes.set('jennifer', '1');
  listener.onEvent(upstream.event('jennifer', '1'));
  await pass(10);
  expect(watch.picture.get('jennifer')).toMatchObject({ note: '1' });
  listener.onEvent(upstream.event('marty', '1'));
  await pass(10);
  expect(watch.picture.get('marty')).toMatchObject({ note: '1' });
});

test('of no end of core servers that were asked about in vain not all are kept in mind', async () => {
  const { latest, pass, upstream } = await watchAll(['marty']);
  latest().listener.onOpen();
  await pass(10);
  upstream.readUser = async () => {
    upstream.calls.push('user');
    throw notFound;
  };
  const tellOf = async (coreServerId: string) => {
    const event = upstream.event('biff', '1');
    latest().listener.onEvent(event.kind === 'status' ? { ...event, coreServerId } : event);
    await turnOfLoop();
    await turnOfLoop();
  };
  for (let number = 0; number <= 1000; number += 1) await tellOf(`c-${number}`);
  const before = upstream.calls.length;
  await tellOf('c-1000');
  expect(upstream.calls.length).toBe(before);
  await tellOf('c-0');
  expect(upstream.calls.length).toBe(before + 1);
});

test('a user of the name everybody is one like all others', async () => {
  const everybody = 'everybody';
  const { watch, latest, pass, upstream, watches } = await watchAll(
    [everybody, 'marty'],
    {},
    users(everybody),
  );
  const { listUsers } = upstream;
  const release = Promise.withResolvers<void>();
  upstream.listUsers = async (signal) => {
    await release.promise;
    return listUsers(signal);
  };
  const request = { coreServer, users: undefined, key: 'k', upstream: () => upstream, signal: undefined };
  const all = watching(watches.watch(request));
  await turnOfLoop();
  latest().listener.onOpen();
  await pass(100);
  expect([watch.kinds(), all.kinds()]).toEqual([['snapshot'], []]);
  release.resolve();
  await pass(100);
  expect(all.picture.size).toBe(2);
  expect(all.kinds()).toEqual(['snapshot']);
});

test('many who are not found for a moment are all shown again within about a second of it', async () => {
  const { watch, latest, pass, upstream } = await watchAll(names(400));
  latest().listener.onOpen();
  await pass(10);
  upstream.fault = notFound;
  latest().listener.onEnd({ kind: 'lost', error: lost });
  await pass(200);
  latest().listener.onOpen();
  await pass(700);
  expect(watch.picture.size).toBe(0);
  upstream.fault = undefined;
  await pass(1500);
  expect(watch.picture.size).toBe(400);
});
