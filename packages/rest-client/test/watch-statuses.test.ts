import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { startFeedUpstream } from './feed-upstream.ts';
import { clientOf, users, watching } from './watching.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });

test('EVT-1 a watcher gets the picture first, and then every change', async () => {
  await using upstream = await startFeedUpstream(['marty', 'doc']);
  await using client = clientOf(upstream);
  await using watch = watching(client.watchStatuses({ coreServer, users: users('marty') }));
  await watch.hears('snapshot');
  expect(watch.events[0]).toMatchObject({
    statuses: [{ username: 'marty', userId: 'u-marty-1', note: '0', statusId: 's-u-marty-1' }],
    failures: [],
    pollIntervalMs: undefined,
  });
  upstream.set('doc', '1');
  upstream.set('marty', '1');
  await watch.sees('marty', '1');
  upstream.set('marty', '2');
  await watch.sees('marty', '2');
  expect(watch.kinds()).toEqual(['snapshot', 'changed', 'changed']);
  expect(watch.picture.size).toBe(1);
});
