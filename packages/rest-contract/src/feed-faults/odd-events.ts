import type { FaultWatcher } from './fault-watcher.ts';
import type { FeedFault } from './feed-fault.ts';
import type { FeedUpstream } from './feed-upstream.ts';

const sendAll = (upstream: FeedUpstream, message: string | Buffer): void => {
  for (const reader of upstream.readers) reader.send(message);
};

/** Changes a status, and sends that instead of the event which tells it: whoever it may be about is read. */
const instead = (
  name: string,
  username: string,
  message: (upstream: FeedUpstream) => string | Buffer,
  unreadable: string,
): FeedFault => ({
  name,
  during: (upstream) => {
    upstream.change(username, '1');
    sendAll(upstream, message(upstream));
  },
  told: 'snapshot, changed',
  within: '1 s',
  feeds: 1,
  unreadable: [unreadable],
});

const mistyped = (property: string, value: unknown): FeedFault =>
  instead(
    `an event whose ${property} is ${JSON.stringify(value) ?? 'missing'}`,
    'marty',
    (upstream) => upstream.event('marty', { [property]: value }),
    'bad-property',
  );

/** What is sent beside events that tell everything. */
const beside = (
  name: string,
  send: (upstream: FeedUpstream, watcher: FaultWatcher) => void | Promise<void>,
  more: Partial<FeedFault> = {},
): FeedFault => ({
  name,
  during: send,
  told: 'snapshot',
  within: '1 s',
  feeds: 1,
  ...more,
});

/** Their notes are higher than any until then: none may be shown. */
function sendForeign(upstream: FeedUpstream): void {
  for (let note = 100; note <= 120; note += 1)
    sendAll(
      upstream,
      upstream.event('marty', { coreServerId: 'c-other', userId: 'u-other', note: String(note) }),
    );
}

/** Messages that are well formed, and not what is expected. */
export const ODD_EVENTS: readonly FeedFault[] = [
  instead('what is not JSON instead of an event', 'marty', () => 'hello', 'not-an-event'),
  instead('JSON that is no object instead of an event', 'marty', () => '[]', 'not-an-event'),
  instead('an empty message instead of an event', 'marty', () => '', 'not-an-event'),
  instead(
    'an object without a type instead of an event',
    'marty',
    () => '{"username":"marty"}',
    'not-an-event',
  ),
  instead('30 000 nested arrays instead of an event', 'marty', () => '['.repeat(30_000), 'not-an-event'),
  instead('a binary message instead of an event', 'marty', () => Buffer.from([1, 2, 3]), 'binary'),
  instead(
    'a message of more than 64 KiB instead of an event',
    'marty',
    () => 'x'.repeat(70_000),
    'too-large',
  ),
  mistyped('statusType', 'busy'),
  mistyped('statusType', undefined),
  mistyped('name', 7),
  mistyped('note', {}),
  mistyped('returnTime', '-1'),
  mistyped('returnTime', 1e300),
  mistyped('userCreated', 'yes'),
  mistyped('userId', undefined),
  mistyped('coreServerId', null),
  mistyped('username', undefined),
  mistyped('username', ''),
  {
    ...beside('an event without note, return time and time', (upstream) => {
      upstream.change('marty', '');
      sendAll(upstream, upstream.event('marty', { note: undefined, returnTime: undefined, time: undefined }));
    }),
    told: 'snapshot, changed',
  },
  beside(
    'events of other types',
    (upstream) => sendAll(upstream, '{"type":"queueStatus","username":"marty"}'),
    { unreadable: ['other-type'] },
  ),
  beside(
    'filters that are answered with an error',
    (upstream) => sendAll(upstream, '{"type":"error","message":"no filters here"}'),
    { unreadable: ['other-type'] },
  ),
  {
    ...beside('filters that are ignored, with events of everybody', (upstream, watcher) => {
      upstream.add('biff');
      for (let note = 1; note <= 20; note += 1) upstream.set('biff', String(note));
      upstream.set('marty', '1');
      return watcher.sees('marty', '1');
    }),
    told: 'snapshot, changed',
  },
  {
    ...beside('events of a user with the same username on another core server', async (upstream, watcher) => {
      upstream.set('marty', '1');
      await watcher.sees('marty', '1');
      // Until then what comes has the user read, whosever it is.
      await upstream.settled();
      sendForeign(upstream);
      upstream.set('marty', '2');
      await watcher.sees('marty', '2');
    }),
    told: 'snapshot, changed',
  },
  {
    ...beside('the same before any event of the own core server', (upstream, watcher) => {
      sendForeign(upstream);
      upstream.set('marty', '1');
      return watcher.sees('marty', '1');
    }),
    told: 'snapshot, changed',
  },
  {
    ...beside('the event of a user who was made anew, with another id', (upstream) => {
      const doc = upstream.users.get('doc');
      if (doc !== undefined) doc.id = 'u-doc-anew';
      upstream.set('doc', '1');
    }),
    told: 'snapshot, changed',
  },
  beside(
    'events of a user whom the directory does not list, for one who watches everybody',
    (upstream) => {
      upstream.add('jennifer');
      upstream.set('jennifer', '1');
    },
    { whom: 'everybody', told: 'snapshot, changed' },
  ),
  beside(
    'the event of a user who was not licensed until then',
    (upstream) => {
      upstream.add('doc', true);
      upstream.set('doc', '1');
    },
    {
      before: (upstream) => upstream.add('doc', false),
      told: 'snapshot, changed',
      isSeenOverWebSocket: true,
    },
  ),
];
