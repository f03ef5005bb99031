import { parseCoreServerRef, parseTarget, type UserRef } from '@live-status/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { WatchResult } from '../src/index.ts';
import { type FeedUpstream, startFeedUpstream } from './feed-upstream.ts';
import { clientOf, users, type Watching, watching } from './watching.ts';

const RUNS = 60;
const NAMES = ['marty', 'doc', 'jennifer', 'george'] as const;
const coreServer = parseCoreServerRef({ slug: 'default' });
const PATIENT = { timeout: 60_000, interval: 2 };

const who = fc.nat(NAMES.length - 1);
const amount = fc.nat(5);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('set' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('set through the client' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('let time pass' as const), amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold the feed' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver some' as const), amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deliver all' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('send again' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold answers' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer some' as const), amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer all' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail some' as const), amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('junk' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('no feed' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('a feed again' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('watch' as const),
      whom: fc.option(fc.uniqueArray(who, { minLength: 1, maxLength: 3 })),
      byId: fc.boolean(),
      isSlow: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('come back' as const), who, isSlow: fc.boolean() }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

const turnOfLoop = () => new Promise<void>((resolve) => void setImmediate(resolve));
const nameOf = (index: number) => NAMES[index] ?? NAMES[0];

/** One watch, and the one that it goes on from. */
interface Visit {
  readonly watch: Watching;
  readonly refs: readonly UserRef[] | undefined;
  readonly before: Visit | undefined;
}

/** What the last snapshot said of each who is watched, though it was told to a watch before. */
function lastResults({ watch, before }: Visit): readonly WatchResult[] {
  const results = watch.events.findLast((event) => event.kind === 'snapshot')?.results;
  return results ?? (before === undefined ? [] : lastResults(before));
}

/** Takes an upstream's steps out of its hands. */
function hold(upstream: FeedUpstream) {
  const outbox: (() => void)[] = [];
  const answers: (() => void)[] = [];
  const release = (held: (() => void)[], count = Number.POSITIVE_INFINITY) => {
    for (const go of held.splice(0, count)) go();
  };
  return {
    feed() {
      upstream.outbox = (send) => void outbox.push(send);
    },
    deliver(count?: number) {
      release(outbox, count);
      if (count === undefined) upstream.outbox = (send) => send();
    },
    answers() {
      upstream.beforeSending = () => new Promise((resolve) => void answers.push(resolve));
    },
    answer(count?: number) {
      if (count === undefined) upstream.beforeSending = undefined;
      release(answers, count);
    },
  };
}

async function check(history: readonly Step[]): Promise<void> {
  await using upstream = await startFeedUpstream(NAMES);
  await using client = clientOf(upstream, {
    timeoutMs: 600_000,
    deadlineMs: 600_000,
    watch: { lingerMs: 600_000, pollAfterMs: 2 },
  });
  const held = hold(upstream);
  let last = 0;
  let isQuiet = false;
  const watches: Visit[] = [];
  const sets: Promise<unknown>[] = [];

  const refOf = (index: number, byId: boolean): UserRef[] => {
    const id = upstream.users.get(nameOf(index))?.id;
    return byId ? [parseTarget({ coreServer, user: { id } }).user] : users(nameOf(index));
  };
  const begin = (refs: Visit['refs'], isSlow: boolean, before?: Visit) => {
    const turn = async () => {
      for (let wait = 0; isSlow && !isQuiet && wait < 30; wait += 1) await turnOfLoop();
    };
    const after = before?.watch.cursor();
    watches.push({
      watch: watching(client.watchStatuses({ coreServer, users: refs, after }), turn, before?.watch),
      refs,
      before,
    });
  };
  const steps: { readonly [Do in Step['do']]: (one: Extract<Step, { do: Do }>) => void | Promise<void> } = {
    set: (one) => upstream.set(nameOf(one.who), String(++last)),
    'set through the client'(one) {
      const target = parseTarget({ coreServer, user: { username: nameOf(one.who) } });
      const set = client.setStatus(target, { name: 'Lunch', type: 'away', note: String(++last) });
      sets.push(set.catch(() => undefined));
    },
    async 'let time pass'({ amount }) {
      for (let turn = 0; turn < 2 ** amount; turn += 1) await turnOfLoop();
    },
    'hold the feed': () => held.feed(),
    'deliver some': ({ amount }) => held.deliver(amount),
    'deliver all': () => held.deliver(),
    'send again'(one) {
      const message = upstream.event(nameOf(one.who));
      for (const reader of upstream.readers)
        upstream.outbox(() => {
          reader.send(message);
          reader.send(message);
        });
    },
    'hold answers': () => held.answers(),
    'answer some': ({ amount }) => held.answer(amount),
    'answer all': () => held.answer(),
    'fail some'({ amount }) {
      let left = amount;
      upstream.answer = async (request, response) => {
        left -= 1;
        if (left < 0 || request.method !== 'GET') return false;
        response.writeHead(500).end();
        return true;
      };
    },
    cut: () => upstream.cut(),
    restart: () => upstream.restart(),
    junk() {
      for (const reader of upstream.readers) upstream.outbox(() => reader.send('junk'));
    },
    'no feed'() {
      upstream.refuse = (socket) => void socket.end('HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n');
    },
    'a feed again'() {
      upstream.refuse = undefined;
    },
    watch({ whom, byId, isSlow }) {
      begin(
        whom?.flatMap((index) => refOf(index, byId)),
        isSlow,
      );
    },
    async leave(one) {
      const index = one.who % Math.max(1, watches.length);
      const [left] = watches.splice(index, 1);
      await left?.watch[Symbol.asyncDispose]();
    },
    async 'come back'({ who: index, isSlow }) {
      const [left] = watches.splice(index % Math.max(1, watches.length), 1);
      await left?.watch[Symbol.asyncDispose]();
      if (left !== undefined) begin(left.refs, isSlow, left);
    },
  };
  const take = <Do extends Step['do']>(one: Extract<Step, { do: Do }>, what: Do) => steps[what](one);

  steps.watch({ do: 'watch', whom: null, byId: false, isSlow: false });
  for (const one of history) {
    await take(one, one.do);
    await turnOfLoop();
  }

  upstream.refuse = undefined;
  upstream.answer = undefined;
  held.answer();
  held.deliver();
  isQuiet = true;
  await Promise.all(sets);
  /** What is shown of whom, where it is not what the upstream has; whoever was given by an id that a restart ended is unknown. */
  const wrong = ({ watch, refs, before }: Visit) => {
    const unknown = lastResults({ watch, refs, before }).flatMap((result) =>
      'error' in result && result.error.code === 'USER_NOT_FOUND' ? [JSON.stringify(result.user)] : [],
    );
    return (refs ?? users(...NAMES)).flatMap((ref) => {
      const [name = ''] = NAMES.filter((one) =>
        Object.values(ref).some((value) => String(value).includes(one)),
      );
      const shown = watch.picture.get(name)?.note;
      if (shown === upstream.users.get(name)?.note) return [];
      return 'id' in ref && shown === undefined && unknown.includes(JSON.stringify(ref))
        ? []
        : [{ name, shown }];
    });
  };
  for (const one of watches) {
    await expect.poll(() => one.watch.events.length, PATIENT).toBeGreaterThan(0);
    await expect.poll(() => [wrong(one), one.watch.isStale()], PATIENT).toEqual([[], false]);
    for (const name of NAMES) {
      const notes = one.watch.notes(name).map((note) => upstream.history.indexOf(note));
      expect(notes, `what was shown of ${name}`).toEqual(notes.toSorted((a, b) => a - b));
    }
  }
  for (const { watch } of watches) await watch[Symbol.asyncDispose]();
}

test(`EVT-3 in ${RUNS} random histories of sets, delays, faults and watchers every picture ends as the upstream's, and none goes backwards`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), check), {
    numRuns: RUNS,
    seed: 20_261_125,
  });
}, 600_000);
