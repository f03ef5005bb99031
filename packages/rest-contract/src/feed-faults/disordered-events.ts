import type { FaultWatcher } from './fault-watcher.ts';
import type { FeedFault } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';

const SETS = 20;

const disorder = (
  name: string,
  during: (upstream: FeedUpstream, watcher: FaultWatcher) => void | Promise<void>,
  more: Partial<FeedFault> = {},
): FeedFault => ({ name, during, told: 'snapshot, changed', within: '1 s', feeds: 1, ...more });

const setMany = (upstream: FeedUpstream): void => {
  for (let note = 1; note <= SETS; note += 1) upstream.set('marty', String(note));
};

/** Gives every event a time of its own. */
const timed = (name: string, timeOf: (number: number) => number): FeedFault =>
  disorder(name, (upstream) => {
    let number = 0;
    upstream.deliver = (reader, message) => {
      number += 1;
      reader.send(JSON.stringify({ ...JSON.parse(message), time: timeOf(number) }));
    };
    setMany(upstream);
  });

const NOW = 2_000_000_000_000;
const HOUR = 3_600_000;

/** Events, reads and clocks that do not agree on what came first. */
export const DISORDERED_EVENTS: readonly FeedFault[] = [
  timed('a clock that jumps back with every event', (number) => NOW - number * HOUR),
  timed('a clock that jumps ahead with every event', (number) => NOW + number * HOUR),
  timed('a clock that jumps to and fro', (number) => NOW + (number % 2 === 0 ? HOUR : -HOUR)),
  timed('a clock that stands', () => 0),
  disorder('every event three times', (upstream) => {
    upstream.deliver = (reader, message) => {
      for (let time = 0; time < 3; time += 1) reader.send(message);
    };
    setMany(upstream);
  }),
  disorder('events that come behind a read which was ahead of them', async (upstream, watcher) => {
    const held: (() => void)[] = [];
    upstream.outbox = (send) => void held.push(send);
    upstream.set('marty', '1');
    upstream.set('marty', '2');
    await watcher.set('marty', '3');
    await watcher.sees('marty', '3');
    upstream.outbox = (send) => send();
    for (const send of held) send();
  }),
  disorder('an event that overtakes the answer to a read', async (upstream, watcher) => {
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    upstream.beforeSending = async (request) => {
      if (request.method !== 'GET') return;
      arrived.resolve();
      await release.promise;
    };
    // An event that cannot be read has the user read.
    for (const reader of upstream.readers) reader.send(upstream.event('marty', { statusType: 'busy' }));
    await arrived.promise;
    upstream.set('marty', '2');
    await watcher.sees('marty', '2');
    upstream.beforeSending = undefined;
    release.resolve();
  }),
  disorder(
    'events that overtake the answers to the first reads of a connection',
    async (upstream, watcher) => {
      const arrived = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      upstream.beforeSending = async ({ url = '' }) => {
        if (!url.endsWith('/status')) return;
        arrived.resolve();
        await release.promise;
      };
      upstream.cut();
      await arrived.promise;
      setMany(upstream);
      await watcher.sees('marty', String(SETS));
      upstream.beforeSending = undefined;
      release.resolve();
    },
    { told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh', staleWithin: '1 s' },
  ),
  disorder(
    'an event in one piece with the answer to the upgrade',
    async (upstream, watcher) => {
      upstream.welcome = (reader) => {
        upstream.change('marty', '1');
        reader.send(upstream.event('marty'));
      };
      upstream.cut();
      await watcher.sees('marty', '1');
    },
    { told: 'snapshot, stale UPSTREAM_CONNECTION_LOST, changed, fresh', staleWithin: '1 s' },
  ),
];
