import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeys } from '../src/idempotency/create-keys.ts';
import { createFileStore } from '../src/idempotency/file-store.ts';
import { keysInMemory } from '../src/idempotency/keys-in-memory.ts';
import { prepareKeysFile } from '../src/idempotency/prepare-keys-file.ts';
import { keysPath } from './keys-files.ts';
import { DAY_MS, History, type Killable, type RunEnding } from './keys-history.ts';

// biome-ignore lint/style/noProcessEnv: how often and from which seed is the tester's to say.
const { KEYS_RUNS = '100', KEYS_SEED = String(Math.floor(Math.random() * 2 ** 31)) } = process.env;
/** How long a call waits for another process in these histories, where waiting is all that it does. */
const WAIT_MS = 40;

type Step = { readonly turns: number } & (
  | { readonly do: 'call'; readonly at: number; readonly slot: string; readonly input: number }
  | { readonly do: 'end'; readonly which: number; readonly ending: RunEnding }
  | { readonly do: 'leave'; readonly which: number }
  | { readonly do: 'kill'; readonly at: number }
  | { readonly do: 'wait'; readonly ms: number }
);

const turns = fc.nat({ max: 4 });
const which = fc.nat({ max: 7 });
const at = fc.nat({ max: 1 });
const slot = fc.constantFrom('marty a', 'marty b', 'doc a');
const ending = fc.constantFrom<RunEnding>('keep', 'keep', 'keep', 'free', 'throw');
const ms = fc.constantFrom(1, DAY_MS / 2, DAY_MS - 1, DAY_MS);
// Most calls repeat one input: others are refused and tell little.
const input = fc.constantFrom(0, 0, 0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('call' as const), at, slot, input, turns }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('end' as const), which, ending, turns }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), which, turns }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), at, turns }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms, turns }) },
);

const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % list.length];

/** Keys in a file that is not flushed to the disk: what is tested is the order of things, not the disk. */
function openKillable(file: string, now: () => number): Killable {
  const opened = prepareKeysFile(file, file);
  opened.database.exec('PRAGMA synchronous = OFF');
  const store = createFileStore(opened, { location: file, file, now, maxKeys: 1000 });
  return {
    keys: createKeys(store, WAIT_MS),
    kill() {
      opened.database.close();
      opened.lock.release();
    },
  };
}

type Places = (now: () => number) => {
  open(): Killable;
  readonly count: number;
  readonly canBeKilled: boolean;
};

async function happen(steps: readonly Step[], places: Places, counts: Record<string, number>): Promise<void> {
  const history = new History(counts);
  const { open, count, canBeKilled } = places(() => history.now);
  const living = Array.from({ length: count }, open);
  for (const one of steps) {
    if (one.do === 'call') history.call(pick(living, one.at) ?? open(), one.slot, one.input);
    if (one.do === 'wait') await history.pass(one.ms);
    if (one.do === 'leave') pick(history.waiting, one.which)?.leave();
    const run = one.do === 'end' ? pick(history.running, one.which) : undefined;
    if (one.do === 'end' && run !== undefined) history.end(run, one.ending);
    const killed = one.do === 'kill' && canBeKilled ? living[one.at] : undefined;
    if (killed !== undefined) {
      history.kill(killed);
      living.splice(living.indexOf(killed), 1, open());
    }
    for (let turn = 0; turn < one.turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  await history.rest();
  // Then everybody asks once more for what was last done.
  for (const [whose, last] of history.lastInputs()) for (const by of living) history.call(by, whose, last);
  await history.rest();
  await Promise.all(living.map(({ keys }) => keys[Symbol.asyncDispose]()));
  expect(history.failures, 'what went wrong').toEqual([]);
}

test.each<[string, number, (file: () => string) => Places]>([
  [
    'one process that keeps them in memory',
    10,
    () => (now) => ({
      open: () => ({ keys: keysInMemory({ now }), kill: () => {} }),
      count: 1,
      canBeKilled: false,
    }),
  ],
  [
    'two that share a file and are killed',
    1,
    (newFile) => (now) => {
      const file = newFile();
      return { open: () => openKillable(file, now), count: 2, canBeKilled: true };
    },
  ],
])(
  `in histories of %s no write is done twice within a day and every answer is the first one (KEYS_SEED=${KEYS_SEED})`,
  async (_, times, make) => {
    const counts: Record<string, number> = {};
    const places = make(keysPath);
    const numRuns = Number(KEYS_RUNS) * times;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) =>
        happen(steps, places, counts),
      ),
      { numRuns, seed: Number(KEYS_SEED) },
    );
    console.log(`KEYS_SEED=${KEYS_SEED}, ${numRuns} histories: ${JSON.stringify(counts)}`);
    for (const kind of ['first answers', 'same answers', 'interrupted', 'reused', 'failed', 'left'])
      expect(counts[kind], kind).toBeGreaterThan(0);
  },
  300_000,
);
