import { parseCoreServerRef } from '@live-status/domain';
import { expect, test } from 'vitest';
import { FEED_FAULTS } from './feed-faults.ts';
import { startFeedUpstream } from './feed-upstream.ts';
import { clientOf, users, watching } from './watching.ts';

const coreServer = parseCoreServerRef({ slug: 'default' });

test.each(FEED_FAULTS)(
  'EVT-3 with $name the picture never goes backwards, becomes the last state, and says where it may be stale',
  async (fault) => {
    await using upstream = await startFeedUpstream(['marty', 'doc']);
    fault.before?.(upstream);
    const unreadable: string[] = [];
    await using client = clientOf(upstream, {
      ...(fault.options === undefined ? {} : { watch: fault.options }),
      hooks: { onUnreadableEvent: ({ reason }) => unreadable.push(reason) },
    });
    await using watch = watching(client.watchStatuses({ coreServer, users: users('marty', 'doc') }));
    if (fault.failsWith !== undefined) {
      expect(await watch.ended).toBeUndefined();
      expect(watch.events).toMatchObject([{ kind: 'failed', error: { code: fault.failsWith } }]);
      return;
    }
    await watch.hears('snapshot');
    if (fault.isPolled) expect(watch.events[0]).toMatchObject({ pollIntervalMs: expect.any(Number) });
    await fault.during?.(upstream, watch, client);
    for (const [username, { note }] of upstream.users)
      if (watch.picture.has(username)) await watch.sees(username, note);
    fault.end?.(upstream);
    for (const username of ['marty', 'doc']) {
      upstream.set(username, '100000');
      await watch.sees(username, '100000');
      const notes = watch.notes(username).map(Number);
      expect(notes).toEqual(notes.toSorted((a, b) => a - b));
    }
    if (fault.isTold) {
      await watch.hears('stale');
      await watch.hears('fresh');
    }
    expect(unreadable.slice(0, fault.unreadable?.length ?? 0)).toEqual(fault.unreadable ?? []);
  },
  60_000,
);
