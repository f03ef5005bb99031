import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import type { StatusClientOptions, WatchEvent } from '../src/index.ts';
import { startFeedUpstream } from './feed-upstream.ts';
import { clientOf, users, watching } from './watching.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const PATIENT = { timeout: 60_000, interval: 2 };
const cursorOf = (event: WatchEvent | undefined) => (event && 'cursor' in event ? event.cursor : undefined);

/** Somebody who watches for as long as the test takes, and others who come and go. */
async function watchBoard(options: StatusClientOptions['watch'] = {}, asked?: readonly string[]) {
  const upstream = await startFeedUpstream(['marty', 'doc', 'jennifer']);
  const client = clientOf(upstream, { watch: { lingerMs: 600_000, ...options } });
  const wanted = { coreServer, users: asked && users(...asked) };
  const watch = (after?: string) => watching(client.watchStatuses({ ...wanted, after }));
  const observer = watching(client.watchStatuses({ coreServer }));
  await observer.hears('snapshot');
  /** Watches until the picture is there, leaves, and gives how far that was. */
  const visit = async () => {
    await using visitor = watch();
    await visitor.hears('snapshot');
    return visitor.cursor() ?? '';
  };
  return {
    upstream,
    observer,
    watch,
    visit,
    async set(username: string, note: string) {
      upstream.set(username, note);
      await observer.sees(username, note);
    },
    async [Symbol.asyncDispose]() {
      await observer[Symbol.asyncDispose]();
      await client.close();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

test.each([
  ['everybody', undefined],
  ['some', ['marty', 'doc']],
] as const)(
  'whoever watched %s and comes back is told each status that changed, and then that it is all',
  async (_, asked) => {
    await using board = await watchBoard({}, asked);
    const after = await board.visit();
    for (const [username, note] of [
      ['marty', '1'],
      ['doc', '1'],
      ['marty', '2'],
    ] as const)
      await board.set(username, note);
    await using back = board.watch(after);
    await back.hears('fresh');
    const cursor = board.observer.cursor();
    expect(back.events.toSorted((a, b) => a.kind.localeCompare(b.kind))).toMatchObject([
      { kind: 'changed', status: { note: expect.any(String) }, previous: undefined, cursor: after },
      { kind: 'changed', previous: undefined, cursor },
      { kind: 'fresh', cursor },
    ]);
    expect([...back.picture].map(([username, { note }]) => `${username} ${note}`).toSorted()).toEqual([
      'doc 1',
      'marty 2',
    ]);
    await board.set('doc', '3');
    await back.sees('doc', '3');
    expect(back.events.at(-1)).toBe(board.observer.events.at(-1));
  },
);

test('whoever missed nothing is told that, with a cursor', async () => {
  await using board = await watchBoard({}, ['doc']);
  const after = await board.visit();
  await board.set('marty', '1');
  await using back = board.watch(after);
  await back.hears('fresh');
  expect(back.events).toEqual([{ kind: 'fresh', cursor: board.observer.cursor() }]);
});

test('whoever comes back while the feed is lost is told what is known, and that it may not be all', async () => {
  await using board = await watchBoard({ reconnect: { initialDelayMs: 600_000, maxDelayMs: 600_000 } });
  const after = await board.visit();
  await board.set('marty', '1');
  board.upstream.cut();
  await board.observer.hears('stale');
  await using back = board.watch(after);
  await back.hears('stale');
  expect(back.events).toMatchObject([{ kind: 'changed', status: { note: '1' } }, { kind: 'stale' }]);
});

test('whoever comes back after the feed was lost and stands again is told the differences', async () => {
  await using board = await watchBoard();
  const after = await board.visit();
  board.upstream.cut();
  await board.observer.hears('fresh');
  await board.set('doc', '1');
  await using back = board.watch(after);
  await back.hears('fresh');
  expect(back.kinds()).toEqual(['changed', 'fresh']);
});

test('whoever comes back to another way of learning, or to somebody who has gone, begins with a snapshot', async () => {
  await using board = await watchBoard({ reconcileEveryMs: 10 }, ['marty']);
  const before = await board.visit();
  await using named = board.watch();
  await named.hears('snapshot');
  board.upstream.users.delete('marty');
  await named.hears('snapshot', 2);
  await using gone = board.watch(before);
  await gone.hears('snapshot');
  expect(gone.events).toMatchObject([{ results: [{ error: { code: 'USER_NOT_FOUND' } }] }]);
  board.upstream.refuse = (socket) => void socket.end('HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n');
  const after = gone.cursor() ?? '';
  board.upstream.cut();
  await expect
    .poll(() => board.observer.events.findLast(({ kind }) => kind === 'snapshot'), PATIENT)
    .toMatchObject({ pollIntervalMs: expect.any(Number) });
  await using polled = board.watch(after);
  await polled.hears('snapshot');
  expect(polled.events[0]).toMatchObject({ pollIntervalMs: expect.any(Number) });
});

test('a cursor that this board never gave begins with a snapshot', async () => {
  await using board = await watchBoard();
  await using other = await watchBoard();
  const after = await board.visit();
  const [epoch] = after.split('.');
  const foreign = await other.visit();
  const hostile = JSON.parse('[5, {"length": 1}, null]');
  for (const cursor of [
    '',
    'x',
    foreign,
    `${epoch}.99999`,
    `${epoch}.-1`,
    'x'.repeat(1_000_000),
    ...hostile,
  ]) {
    await using back = board.watch(cursor);
    await back.hears('snapshot');
    expect(back.picture.size).toBe(3);
  }
});

test('whoever comes back after those who were watched have been forgotten begins with a snapshot', async () => {
  await using board = await watchBoard({ lingerMs: 0 }, ['marty']);
  const after = await board.visit();
  await board.set('doc', '1');
  const returned = async () => {
    await using again = board.watch(after);
    await Promise.race([again.hears('snapshot'), again.hears('fresh')]);
    return again.kinds();
  };
  await expect.poll(returned, PATIENT).toEqual(['snapshot']);
});

test('all who are told of a change while nothing else waits are told the very same event', async () => {
  await using board = await watchBoard();
  await using one = board.watch();
  await using other = board.watch();
  for (const watch of [one, other]) await watch.hears('snapshot');
  expect(Object(one.events[0]).results).toBe(Object(other.events[0]).results);
  await board.set('marty', '1');
  for (const watch of [one, other]) await watch.sees('marty', '1');
  expect(one.events[1]).toBe(other.events[1]);
  expect(cursorOf(one.events[1])).toBe(board.observer.cursor());
});
