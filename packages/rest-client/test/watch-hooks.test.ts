import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import type { ClientHooks } from '../src/index.ts';
import { basicCredentials } from '../src/index.ts';
import { startFeedUpstream } from './feed-upstream.ts';
import { clientOf, users, watching } from './watching.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });
const PATIENT = { timeout: 60_000, interval: 2 };

/** Hooks that note what they are told. */
function listen() {
  const told: Record<string, unknown[]> = {};
  const note = (name: string) => (event: unknown) => {
    told[name] = [...(told[name] ?? []), event];
  };
  const hooks: ClientHooks = {
    onFeedChange: note('feed'),
    onEventLag: note('lag'),
    onSnapshot: note('snapshot'),
    onResume: note('resume'),
    onConflated: note('conflated'),
  };
  return { told, hooks };
}

test('boards can be counted by what becomes of them: each has a number, and says when it closes', async () => {
  await using upstream = await startFeedUpstream();
  const { told, hooks } = listen();
  await using client = clientOf(upstream, { hooks });
  const watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  const credentials = basicCredentials('manager', 'x');
  await using other = watching(client.watchStatuses({ coreServer }, { credentials }));
  await other.hears('snapshot');
  upstream.cut();
  await watch.hears('fresh');
  await other.hears('fresh');
  await watch[Symbol.asyncDispose]();
  const states = (wanted: number) =>
    told['feed']?.flatMap((event) => {
      const { board, state } = Object(event);
      return board === wanted ? [state] : [];
    });
  const stood = ['down', 'standing', 'down', 'standing'];
  await expect.poll(() => [states(1), states(2)], PATIENT).toEqual([[...stood, 'closed'], stood]);
});

test('a board that is refused closes', async () => {
  await using upstream = await startFeedUpstream();
  upstream.refuse = (socket) => void socket.end('HTTP/1.1 401 X\r\ncontent-length: 0\r\n\r\n');
  const { told, hooks } = listen();
  await using client = clientOf(upstream, { hooks });
  expect(await watching(client.watchStatuses({ coreServer })).ended).toBeUndefined();
  expect(told).toEqual({
    feed: [
      { board: 1, state: 'down' },
      { board: 1, state: 'closed' },
    ],
  });
});

test('the lag of events is measured, and none is less than nothing', async () => {
  await using upstream = await startFeedUpstream();
  const { told, hooks } = listen();
  await using client = clientOf(upstream, { hooks });
  await using watch = watching(client.watchStatuses({ coreServer }));
  await watch.hears('snapshot');
  const begunMs = Date.now();
  const times = [begunMs - 60_000, begunMs + 3_600_000, undefined];
  upstream.deliver = (reader, message) =>
    reader.send(JSON.stringify({ ...JSON.parse(message), time: times.shift() }));
  for (const note of ['1', '2', '3']) {
    upstream.set('marty', note);
    await watch.sees('marty', note);
  }
  const lags = told['lag']?.map((event) => Number(Object(event).ms)) ?? [];
  expect([lags.length, lags[1]]).toEqual([2, 0]);
  expect(lags[0]).toBeGreaterThanOrEqual(60_000);
  expect(lags[0]).toBeLessThanOrEqual(60_000 + Date.now() - begunMs);
});

test('snapshots, resumed watches and changes that were never told are counted', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  const { told, hooks } = listen();
  await using client = clientOf(upstream, { hooks });
  await using quick = watching(client.watchStatuses({ coreServer }));
  const wanted = { coreServer, users: users('marty') };
  const slow = client.watchStatuses(wanted)[Symbol.asyncIterator]();
  const first = await slow.next();
  await quick.hears('snapshot');
  expect(told['snapshot']?.length).toBe(2);
  expect(told['snapshot']).toEqual(expect.arrayContaining([{ results: 2 }, { results: 1 }]));
  for (const note of ['1', '2', '3']) {
    upstream.set('marty', note);
    await quick.sees('marty', note);
  }
  expect(told['conflated']).toEqual([{ watchers: 1 }, { watchers: 1 }]);
  const after = first.value?.kind === 'snapshot' ? first.value.cursor : undefined;
  await using back = watching(client.watchStatuses({ ...wanted, after }));
  await back.hears('fresh');
  expect([told['resume'], back.kinds()]).toEqual([[{ changes: 1 }], ['changed', 'fresh']]);
  await slow.return?.();
});
