import { parseCoreServerRef, parseTarget } from '@live-status/domain';
import { expect, test } from 'vitest';
import type { WatchEvent } from '../src/index.ts';
import { basicCredentials } from '../src/index.ts';
import { startFeedUpstream } from './feed-upstream.ts';
import { clientOf, users, watching } from './watching.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const PATIENT = { timeout: 60_000, interval: 2 };

test('EVT-1 a watcher gets the picture first, and then every change of those who are watched', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await watch.hears('snapshot');
  expect(watch.events[0]).toMatchObject({
    results: [{ username: 'marty', userId: 'u-marty-1', note: '0', statusId: 's-u-marty-1' }],
    pollIntervalMs: undefined,
  });
  upstream.set('doc', '1');
  upstream.set('marty', '1');
  await watch.sees('marty', '1');
  upstream.set('marty', '2');
  await watch.sees('marty', '2');
  expect(watch.kinds()).toEqual(['snapshot', 'changed', 'changed']);
  expect([...watch.picture.keys()]).toEqual(['marty']);
});

test('whoever leaves users out watches everybody who is licensed, those included who come later', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  upstream.add('biff', false);
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  expect(watch.events[0]).toMatchObject({
    results: [
      { username: 'doc', userId: 'u-doc-1' },
      { username: 'marty', userId: 'u-marty-1' },
    ],
  });
  upstream.add('jennifer');
  upstream.set('jennifer', '1');
  await watch.sees('jennifer', '1');
  expect(watch.events.at(-1)).toMatchObject({ kind: 'changed', previous: undefined });
});

test('all who watch one core server with the same credentials share a feed, and the picture of whoever is in it already', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  await using client = clientOf(upstream);
  await using first = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await first.hears('snapshot');
  const before = upstream.calls.length;
  await using second = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await second.hears('snapshot');
  expect(upstream.calls).toHaveLength(before);
  await using third = watching(client.watchStatuses({ coreServer, users: users('doc') }));
  await third.hears('snapshot');
  expect(upstream.calls.slice(before, before + 2)).toEqual(['GET user doc', 'GET status doc']);
  expect(upstream.upgrades).toBe(1);
  const credentials = basicCredentials('manager', 'x');
  await using other = watching(client.watchStatuses({ coreServer, users: users('doc') }, { credentials }));
  await other.hears('snapshot');
  expect(upstream.upgrades).toBe(2);
  upstream.set('marty', '1');
  upstream.set('doc', '1');
  for (const watch of [first, second]) await watch.sees('marty', '1');
  for (const watch of [third, other]) await watch.sees('doc', '1');
});

test('a user who is given by id is watched by username from then on, whatever the id means later', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  const { user } = parseTarget({ coreServer, user: { id: 'u-marty-1' } });
  await using watch = watching(client.watchStatuses({ coreServer, users: [user, ...users('marty')] }));
  await watch.hears('snapshot');
  upstream.restart();
  await watch.hears('stale');
  await watch.hears('fresh');
  upstream.set('marty', '1');
  await watch.sees('marty', '1');
  expect(watch.picture.get('marty')).toMatchObject({ userId: 'u-marty-2' });
});

test('whoever cannot be found or is not licensed is told with the reference that was given, and does not keep others waiting', async () => {
  await using upstream = await startFeedUpstream();
  upstream.add('biff', false);
  await using client = clientOf(upstream);
  const byId = parseTarget({ coreServer, user: { id: 'nobody' } }).user;
  const asked = [...users('biff', 'marty', 'griff'), byId];
  await using watch = watching(client.watchStatuses({ coreServer, users: asked }));
  await watch.hears('snapshot');
  expect(watch.events[0]).toMatchObject({
    results: [
      { user: { username: 'biff' }, error: { code: 'NOT_LICENSED' } },
      { username: 'marty' },
      { user: { username: 'griff' }, error: { code: 'USER_NOT_FOUND' } },
      { user: { id: 'nobody' }, error: { code: 'USER_NOT_FOUND' } },
    ],
  });
});

test('a directory that does not answer keeps nobody from being watched by username', async () => {
  await using upstream = await startFeedUpstream();
  upstream.answer = async (request, response) => {
    const isDirectory = !request.url?.endsWith('/status');
    if (isDirectory) response.writeHead(500).end();
    return isDirectory;
  };
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await watch.hears('snapshot');
  expect(watch.picture.get('marty')).toMatchObject({ userId: undefined, note: '0' });
});

test('EVT-2 few users are asked for by name, until somebody else watches others', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  await using client = clientOf(upstream);
  const type = { property: 'type', value: 'userStatus' };
  await using first = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await first.hears('snapshot');
  await expect
    .poll(() => upstream.filters, PATIENT)
    .toEqual([{ type: 'filter', filters: [type, { property: 'username', value: 'marty' }] }]);
  await using second = watching(client.watchStatuses({ coreServer, users: users('doc') }));
  await second.hears('snapshot');
  await expect.poll(() => upstream.filters.at(-1), PATIENT).toEqual({ type: 'filter', filters: [type] });
});

test('EVT-2 a change before a wider filter counts is found by reading again', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  await using client = clientOf(upstream);
  await using first = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await first.hears('snapshot');
  // The wider filter counts only when the barrier behind it is answered.
  upstream.pongs = false;
  upstream.deliver = (reader, message) => {
    if (upstream.pongs || message.includes('marty')) reader.send(message);
  };
  await using second = watching(client.watchStatuses({ coreServer, users: users('doc') }));
  await second.hears('snapshot');
  upstream.set('doc', '1');
  await expect.poll(() => upstream.pings.length, PATIENT).toBeGreaterThan(0);
  upstream.answerPings();
  await second.sees('doc', '1');
});

test('a set through the same client is seen without any event', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  upstream.deliver = () => {};
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer, users: users('marty', 'doc') }));
  await watch.hears('snapshot');
  const lunch = { name: 'Lunch', type: 'away', note: '1' } as const;
  await client.setStatus(parseTarget({ coreServer, user: { username: 'marty' } }), lunch);
  await watch.sees('marty', '1');
  await client.setStatus(parseTarget({ coreServer, user: { id: 'u-doc-1' } }), lunch);
  await watch.sees('doc', '1');
  const nobody = parseTarget({ coreServer, user: { id: 'nobody' } });
  await expect(client.setStatus(nobody, lunch)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
});

test('a signal ends the iteration with its reason, once', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  const controller = new AbortController();
  const { signal } = controller;
  const watch = watching(client.watchStatuses({ coreServer }, { signal }));
  await watch.hears('snapshot');
  controller.abort('enough');
  expect(await watch.ended).toBe('enough');
  await using late = watching(client.watchStatuses({ coreServer }, { signal }));
  expect(await late.ended).toBe('enough');
  await expect.poll(() => upstream.readers.size, PATIENT).toBe(0);
});

test('closing the client ends every watch, and those that would begin', async () => {
  await using upstream = await startFeedUpstream();
  const client = clientOf(upstream);
  const watches = [1, 2].map(() => watching(client.watchStatuses({ coreServer })));
  for (const watch of watches) await watch.hears('snapshot');
  const idle = client.watchStatuses({ coreServer });
  await client.close();
  for (const watch of [...watches, watching(idle)]) {
    expect(await watch.ended).toBeUndefined();
    expect(watch.events.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'UPSTREAM_UNREACHABLE' } });
  }
});

test('once all have left, nothing is left: no connection, no timer, no listener', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  const resources = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = resources();
  const client = clientOf(upstream, { watch: { reconcileEveryMs: 600_000 } });
  const controller = new AbortController();
  const options = { signal: controller.signal };
  for (const asked of [users('marty'), undefined, users('doc')]) {
    const watch = watching(client.watchStatuses({ coreServer, users: asked }, options));
    await watch.hears('snapshot');
    await watch[Symbol.asyncDispose]();
  }
  await expect.poll(() => upstream.readers.size, PATIENT).toBe(0);
  await client.close();
  await expect.poll(resources, PATIENT).toBeLessThanOrEqual(before);
});

test('PATH-4 a reference that cannot be one is refused before anything is sent', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  expect(() => client.watchStatuses({ coreServer, users: JSON.parse('[{"username":".."}]') })).toThrow(
    expect.objectContaining({ code: 'REFERENCE_INVALID' }),
  );
  expect(() => client.watchStatuses({ coreServer: JSON.parse('{}') })).toThrow(
    expect.objectContaining({ code: 'REFERENCE_INVALID' }),
  );
  expect([upstream.calls, upstream.upgrades]).toEqual([[], 0]);
});

test('a slow reader gets the newest state of each user, and nothing else in between', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  await using client = clientOf(upstream);
  await using quick = watching(client.watchStatuses({ coreServer }));
  const slow = client.watchStatuses({ coreServer })[Symbol.asyncIterator]();
  const kindOf = ({ value }: IteratorResult<WatchEvent, undefined>) => value?.kind;
  expect(kindOf(await slow.next())).toBe('snapshot');
  await quick.hears('snapshot');
  for (let note = 1; note <= 500; note += 1) upstream.set('marty', String(note));
  upstream.set('doc', '1');
  await quick.sees('doc', '1');
  expect((await slow.next()).value).toMatchObject({ status: { note: '500' }, previous: { note: '0' } });
  expect((await slow.next()).value).toMatchObject({ status: { username: 'doc', note: '1' } });
  await slow.return?.();
});

test('several may ask for the next event at once, and all hear of the end', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  const iterator = client.watchStatuses({ coreServer })[Symbol.asyncIterator]();
  const asked = [iterator.next(), iterator.next(), iterator.next()];
  expect((await asked[0])?.value).toMatchObject({ kind: 'snapshot' });
  upstream.set('marty', '1');
  expect((await asked[1])?.value).toMatchObject({ kind: 'changed' });
  await iterator.return?.();
  expect(await asked[2]).toEqual({ done: true, value: undefined });
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
});

test('whoever was given by an id that could not be looked up at first is shown once it can', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  await using everybody = watching(client.watchStatuses({ coreServer }));
  await everybody.hears('snapshot');
  let failures = 0;
  upstream.answer = async (request, response) => {
    const fails = request.url?.endsWith('/u-marty-1') === true && failures < 2;
    if (fails) response.writeHead(500).end();
    failures += fails ? 1 : 0;
    return fails;
  };
  const byId = [parseTarget({ coreServer, user: { id: 'u-marty-1' } }).user];
  await using watch = watching(client.watchStatuses({ coreServer, users: byId }));
  await watch.hears('fresh');
  expect(watch.events).toMatchObject([
    { kind: 'snapshot', results: [{ user: { id: 'u-marty-1' }, error: { code: 'UPSTREAM_ERROR' } }] },
    { kind: 'stale', error: { code: 'UPSTREAM_ERROR' } },
    { kind: 'snapshot', results: [{ username: 'marty' }] },
    { kind: 'fresh' },
  ]);
});

test('whoever is not there any more is shown as a failure, and as a status once there again', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  await using client = clientOf(upstream, { watch: { reconcileEveryMs: 10 } });
  await using watch = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await using everybody = watching(client.watchStatuses({ coreServer }));
  for (const one of [watch, everybody]) await one.hears('snapshot');
  upstream.users.delete('marty');
  for (const one of [watch, everybody])
    await expect.poll(() => one.picture.has('marty'), PATIENT).toBe(false);
  expect(watch.events.at(-1)).toMatchObject({
    results: [{ user: { username: 'marty' }, error: { code: 'USER_NOT_FOUND' } }],
  });
  expect(everybody.events.at(-1)).toMatchObject({ results: [{ username: 'doc' }] });
  upstream.add('marty');
  for (const one of [watch, everybody]) await one.sees('marty', '0');
});

test('a feed that tells nothing of changes is noticed by the reads beside it', async () => {
  await using upstream = await startFeedUpstream();
  upstream.deliver = () => {};
  const missed: number[] = [];
  await using client = clientOf(upstream, {
    watch: { reconcileEveryMs: 10 },
    hooks: { onMissedEvents: ({ users: count }) => missed.push(count) },
  });
  await using watch = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await watch.hears('snapshot');
  upstream.set('marty', '1');
  await watch.sees('marty', '1');
  await expect.poll(() => missed, PATIENT).toEqual([1]);
  expect(watch.isStale()).toBe(false);
});

test('where credentials are refused while somebody watches, the watch fails', async () => {
  await using upstream = await startFeedUpstream();
  const credentials = basicCredentials('manager', 'x');
  await using client = clientOf(upstream, { credentials, watch: { reconcileEveryMs: 10 } });
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  upstream.answer = async (_request, response) => {
    response.writeHead(401).end();
    return true;
  };
  expect(await watch.ended).toBeUndefined();
  expect(watch.events.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'UPSTREAM_AUTH_FAILED' } });
  await expect.poll(() => upstream.readers.size, PATIENT).toBe(0);
});

test.each([
  [403, 'NOT_LICENSED'],
  [404, 'NOT_FOUND'],
])(
  'where the directory answers %d those who watch everybody fail with %s, and nobody else',
  async (status, code) => {
    await using upstream = await startFeedUpstream();
    upstream.answer = async (request, response) => {
      const isList = request.url?.endsWith('/users') === true;
      if (isList) response.writeHead(status).end();
      return isList;
    };
    await using client = clientOf(upstream);
    await using named = watching(client.watchStatuses({ coreServer, users: users('marty') }));
    await named.hears('snapshot');
    await using watch = watching(client.watchStatuses({ coreServer }));
    expect(await watch.ended).toBeUndefined();
    expect(watch.events).toMatchObject([{ kind: 'failed', error: { code } }]);
    upstream.set('marty', '1');
    await named.sees('marty', '1');
  },
);

test('a directory that fails is asked again, by those who watch everybody', async () => {
  await using upstream = await startFeedUpstream();
  let failures = 0;
  upstream.answer = async (request, response) => {
    const fails = request.url?.endsWith('/users') === true && failures < 3;
    if (fails) response.writeHead(500).end();
    failures += fails ? 1 : 0;
    return fails;
  };
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.sees('marty', '0');
  expect(failures).toBe(3);
});

test('many users are looked up in one list, and those whom it spells otherwise one by one', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `user-${index}`);
  await using upstream = await startFeedUpstream(names);
  await using client = clientOf(upstream);
  const byId = parseTarget({ coreServer, user: { id: 'u-user-7-1' } }).user;
  const nobody = parseTarget({ coreServer, user: { id: 'nobody' } }).user;
  const asked = [byId, nobody, ...users(...names)];
  await using watch = watching(client.watchStatuses({ coreServer, users: asked }));
  await watch.hears('snapshot');
  expect(watch.picture.size).toBe(60);
  const [first] = watch.events;
  expect(first?.kind === 'snapshot' && first.results.slice(0, 3)).toMatchObject([
    { username: 'user-7' },
    { user: nobody },
    { username: 'user-0' },
  ]);
  expect(upstream.calls.filter((call) => !call.startsWith('GET status'))).toEqual([
    'GET users',
    'GET user nobody',
  ]);
});

test('many users are watched without a directory', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `user-${index}`);
  await using upstream = await startFeedUpstream(names);
  upstream.answer = async (request, response) => {
    const isDirectory = !request.url?.endsWith('/status');
    if (isDirectory) response.writeHead(404).end();
    return isDirectory;
  };
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer, users: users(...names) }));
  await watch.hears('snapshot');
  expect(watch.picture.size).toBe(60);
});

test('a signal that aborts while nobody waits ends the iteration when the next event is asked for', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  const controller = new AbortController();
  const { signal } = controller;
  const iterator = client.watchStatuses({ coreServer }, { signal })[Symbol.asyncIterator]();
  await iterator.next();
  controller.abort('enough');
  await expect(iterator.next()).rejects.toBe('enough');
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
});

test.each([
  ['statuses', '/status'],
  ['users', '/marty'],
])('where only %s are refused to these credentials, the watch fails as well', async (_, end) => {
  await using upstream = await startFeedUpstream();
  upstream.answer = async (request, response) => {
    const isRefused = request.url?.endsWith(end) === true;
    if (isRefused) response.writeHead(401).end();
    return isRefused;
  };
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  expect(await watch.ended).toBeUndefined();
  expect(watch.events).toMatchObject([{ kind: 'failed', error: { code: 'UNAUTHENTICATED' } }]);
});

test('whose events those of an unknown core server are is asked until it is known', async () => {
  await using upstream = await startFeedUpstream(['doc']);
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  const foreign = () => {
    const changes = { coreServerId: 'c-other', userId: 'u-other', note: '99' };
    for (const reader of upstream.readers) reader.send(upstream.event('biff', changes));
  };
  const probes = () => upstream.calls.filter((call) => call === 'GET user biff').length;
  let isBroken = true;
  upstream.answer = async (_request, response) => {
    if (isBroken) response.writeHead(500).end();
    return isBroken;
  };
  foreign();
  await expect.poll(probes, PATIENT).toBe(1);
  isBroken = false;
  await expect
    .poll(() => {
      foreign();
      return probes();
    }, PATIENT)
    .toBeGreaterThan(1);
  upstream.set('doc', '1');
  await watch.sees('doc', '1');
  const before = probes();
  foreign();
  upstream.set('doc', '2');
  await watch.sees('doc', '2');
  expect([probes(), [...watch.picture.keys()]]).toEqual([before, ['doc']]);
});

test('somebody of our core server is taken in although no event had proven before which it is', async () => {
  await using upstream = await startFeedUpstream(['doc']);
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  upstream.add('jennifer');
  upstream.set('jennifer', '1');
  await watch.sees('jennifer', '1');
  expect(upstream.calls).toContain('GET user jennifer');
});

test('whoever was known once is watched on, even if the directory does not answer after a restart', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  const byId = [parseTarget({ coreServer, user: { id: 'u-marty-1' } }).user];
  await using watch = watching(client.watchStatuses({ coreServer, users: byId }));
  await watch.hears('snapshot');
  upstream.answer = async (request, response) => {
    const isDirectory = !request.url?.endsWith('/status');
    if (isDirectory) response.writeHead(500).end();
    return isDirectory;
  };
  upstream.restart();
  await watch.hears('fresh');
  upstream.set('marty', '1');
  await watch.sees('marty', '1');
});

test('why an id cannot be looked up is told anew where it has become another reason', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  let failures = 0;
  upstream.answer = async (request, response) => {
    const fails = request.url?.endsWith('/nobody') === true && failures < 2;
    if (fails) response.writeHead(500).end();
    failures += fails ? 1 : 0;
    return fails;
  };
  const byId = [parseTarget({ coreServer, user: { id: 'nobody' } }).user];
  await using watch = watching(client.watchStatuses({ coreServer, users: byId }));
  await watch.hears('fresh');
  expect(watch.events).toMatchObject([
    { kind: 'snapshot', results: [{ error: { code: 'UPSTREAM_ERROR' } }] },
    { kind: 'stale' },
    { kind: 'snapshot', results: [{ error: { code: 'USER_NOT_FOUND' } }] },
    { kind: 'fresh' },
  ]);
  await using another = watching(client.watchStatuses({ coreServer, users: byId }));
  await another.hears('snapshot');
  expect(another.events[0]).toMatchObject({ results: [{ error: { code: 'USER_NOT_FOUND' } }] });
});

test('whoever is watched by id alone is shown by a change once found', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream);
  let failures = 0;
  upstream.answer = async (request, response) => {
    const fails = request.url?.endsWith('/u-marty-1') === true && failures < 1;
    if (fails) response.writeHead(500).end();
    failures += fails ? 1 : 0;
    return fails;
  };
  const byId = [parseTarget({ coreServer, user: { id: 'u-marty-1' } }).user];
  await using watch = watching(client.watchStatuses({ coreServer, users: byId }));
  await watch.sees('marty', '0');
  expect(watch.kinds().slice(0, 3)).toEqual(['snapshot', 'stale', 'changed']);
});

test('ID-1 what was asked about an id before a restart is forgotten with it', async () => {
  await using upstream = await startFeedUpstream(['doc', 'marty']);
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  upstream.beforeSending = async (request) => {
    if (!request.url?.endsWith('/jennifer')) return;
    arrived.resolve();
    await release.promise;
  };
  upstream.add('jennifer');
  upstream.set('jennifer', '1');
  await arrived.promise;
  upstream.restart();
  await watch.hears('fresh');
  // Only now comes the answer that the old id of the core server is ours.
  release.resolve();
  await watch.sees('jennifer', '1');
  upstream.set('marty', '1');
  upstream.set('doc', '1');
  await watch.sees('marty', '1');
  await watch.sees('doc', '1');
});

test('whoever watches everybody after a list that came too late for another gets a list of their own, even if it fails at first', async () => {
  await using upstream = await startFeedUpstream();
  await using client = clientOf(upstream, { watch: { lingerMs: 600_000 } });
  await using named = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await named.hears('snapshot');
  const release = Promise.withResolvers<void>();
  upstream.beforeSending = (request) =>
    request.url?.endsWith('/users') ? release.promise : Promise.resolve();
  const early = client.watchStatuses({ coreServer })[Symbol.asyncIterator]();
  const never = early.next();
  await expect.poll(() => upstream.calls, PATIENT).toContain('GET users');
  await early.return?.();
  expect(await never).toMatchObject({ done: true });
  release.resolve();
  // Once this is there, the list is, too: it was answered before.
  await using doc = watching(client.watchStatuses({ coreServer, users: users('doc') }));
  await doc.hears('snapshot');
  let failures = 0;
  upstream.answer = async (request, response) => {
    const fails = request.url?.endsWith('/users') === true && failures < 1;
    if (fails) response.writeHead(500).end();
    failures += fails ? 1 : 0;
    return fails;
  };
  await using late = watching(client.watchStatuses({ coreServer }));
  await late.hears('snapshot');
  expect([...late.picture.keys()]).toEqual(['marty']);
});
