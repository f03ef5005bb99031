import type { FaultWatcher } from './fault-watcher.ts';
import type { FeedFault } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';

/** What is only learned by reading is there when everybody is read next. */
const reconciled = (
  name: string,
  during: (upstream: FeedUpstream, watcher: FaultWatcher) => void | Promise<void>,
  more: Partial<FeedFault> = {},
): FeedFault => ({
  name,
  during,
  told: 'snapshot, changed',
  times: { reconcileEveryMs: 100 },
  within: '60 s',
  withinMs: 2000,
  feeds: 1,
  ...more,
});

/** Changes of which no event tells, nor ever will. */
export const UNSEEN_CHANGES: readonly FeedFault[] = [
  reconciled(
    'a feed that tells nothing of changes',
    (upstream) => {
      upstream.deliver = () => {};
      upstream.set('marty', '1');
    },
    {
      end: (upstream) => {
        upstream.deliver = (reader, message) => reader.send(message);
      },
    },
  ),
  reconciled('a user whose license ends', (upstream) => upstream.add('doc', false), {
    told: 'snapshot, snapshot',
  }),
  reconciled('a user who is gone', (upstream) => void upstream.users.delete('doc'), {
    told: 'snapshot, snapshot',
  }),
  reconciled(
    'a user who is gone, for one who watches everybody',
    (upstream) => void upstream.users.delete('doc'),
    {
      whom: 'everybody',
      told: 'snapshot, snapshot',
    },
  ),
  reconciled(
    'a user who is renamed, for one who watches everybody',
    (upstream) => {
      upstream.users.delete('doc');
      upstream.add('emmett');
    },
    { whom: 'everybody', told: 'snapshot, …, snapshot, …' },
  ),
  reconciled(
    'a user who is gone for a while',
    async (upstream, watcher) => {
      upstream.users.delete('doc');
      await watcher.hears('snapshot', 2);
    },
    { end: (upstream) => upstream.add('doc'), told: 'snapshot, snapshot, changed' },
  ),
];
