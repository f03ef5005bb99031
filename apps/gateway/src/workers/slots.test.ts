import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLeasedSlots, type LeasedSlots, REFUSED_FOR_MS } from './leased-slots.ts';
import type { ToPrimary, ToWorker } from './messages.ts';
import { ANSWER_WITHIN_MS } from './questions.ts';
import { createSlotLedger } from './slot-ledger.ts';

interface ModelWorker {
  readonly slots: LeasedSlots;
  /** Messages on their way, each direction in its order. */
  readonly toWorker: ToWorker[];
  readonly toPrimary: ToPrimary[];
  leased: number;
  taken: number;
  waiting: number;
  /** The other workers that had none to spare at some moment since this one last asked the primary. */
  readonly fullSince: Set<number>;
}

/** A primary and its workers, whose messages arrive when the test says so. */
function createModel(max: number, count: number) {
  let now = 0;
  const workers = new Map<number, ModelWorker>();
  const ledger = createSlotLedger({
    max,
    workers: count,
    send: (worker, message) => workers.get(worker)?.toWorker.push(message),
  });
  const faults: string[] = [];
  const sum = (what: 'taken' | 'leased') =>
    [...workers.values()].reduce((total, each) => total + each[what], 0);

  /** Notes who has none to spare, and that no more are taken than there are. */
  const look = () => {
    if (sum('taken') > max || sum('leased') > max) faults.push(`${sum('taken')} taken of ${max}`);
    for (const [id, { leased, taken }] of workers)
      if (leased === taken) for (const { fullSince } of workers.values()) fullSince.add(id);
  };
  const settle = (worker: number, of: ModelWorker, isTaken: boolean) => {
    of.waiting -= 1;
    if (workers.get(worker) !== of) return;
    if (isTaken) of.taken += 1;
    const spared = [...workers.keys()].filter((id) => id !== worker && !of.fullSince.has(id));
    if (!isTaken && spared.length > 0) faults.push(`refused while ${spared} had some to spare`);
  };
  const turn = async () => {
    for (let i = 0; i < 5; i += 1) await null;
    look();
  };
  const deliver = (worker: number) => {
    const of = workers.get(worker);
    const message = of?.toWorker.shift();
    if (message?.kind === 'granted' && of !== undefined) {
      of.leased += message.slots;
      of.slots.granted(message.slots);
    }
    if (message?.kind === 'reclaim') of?.slots.reclaim(message.slots);
    if (message?.kind === 'refused') of?.slots.refused();
  };
  const start = (worker: number) => {
    const toPrimary: ToPrimary[] = [];
    const model: ModelWorker = {
      toWorker: [],
      toPrimary,
      leased: 0,
      taken: 0,
      waiting: 0,
      fullSince: new Set(),
      slots: createLeasedSlots({
        now: () => now,
        want(slots) {
          model.fullSince.clear();
          toPrimary.push({ kind: 'want', slots });
        },
        giveBack(slots) {
          model.leased -= slots;
          toPrimary.push({ kind: 'returned', slots });
        },
      }),
    };
    workers.set(worker, model);
    ledger.join(worker);
    // Its share is there before its first connection.
    deliver(worker);
  };
  const model = {
    faults,
    taken: () => sum('taken'),
    async take(worker: number) {
      const of = workers.get(worker);
      const got = of?.slots.take();
      if (of === undefined || got === undefined) return;
      if (got === true) of.taken += 1;
      if (got instanceof Promise) {
        of.waiting += 1;
        void got.then((isTaken) => settle(worker, of, isTaken));
      }
      await turn();
    },
    async free(worker: number) {
      const of = workers.get(worker);
      if (of === undefined || of.taken === 0) return;
      of.taken -= 1;
      of.slots.free();
      await turn();
    },
    async toWorker(worker: number) {
      deliver(worker);
      await turn();
    },
    async toPrimary(worker: number) {
      const message = workers.get(worker)?.toPrimary.shift();
      if (message?.kind === 'want') ledger.want(worker, message.slots);
      if (message?.kind === 'returned') ledger.returned(worker, message.slots);
      await turn();
    },
    async replace(worker: number) {
      workers.delete(worker);
      ledger.leave(worker);
      start(worker);
      await turn();
    },
    /** Until every message has arrived. */
    async deliverAll() {
      const isMoving = () =>
        [...workers.values()].some(({ toWorker, toPrimary }) => toWorker.length + toPrimary.length > 0);
      for (let round = 0; isMoving(); round += 1) {
        if (round > 1000) throw new Error('Messages go round in circles.');
        for (const id of workers.keys()) {
          await model.toWorker(id);
          await model.toPrimary(id);
        }
      }
    },
    later: (ms: number) => {
      now += ms;
    },
    waiting: () => [...workers.values()].reduce((total, { waiting }) => total + waiting, 0),
  };
  for (let worker = 1; worker <= count; worker += 1) start(worker);
  return model;
}

const WORKERS = 3;
const step = fc.record({
  worker: fc.integer({ min: 1, max: WORKERS }),
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constant('take' as const) },
    { weight: 3, arbitrary: fc.constant('free' as const) },
    { weight: 6, arbitrary: fc.constant('toWorker' as const) },
    { weight: 6, arbitrary: fc.constant('toPrimary' as const) },
    { weight: 1, arbitrary: fc.constant('replace' as const) },
    { weight: 1, arbitrary: fc.constant('later' as const) },
  ),
});

describe('slots that workers share', () => {
  test('in whatever order messages arrive and workers die: never more than there are, and refused only where nobody had one to spare', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(step, { minLength: 50, maxLength: 200, size: 'max' }),
        fc.integer({ min: 1, max: WORKERS }),
        async (max, steps, last) => {
          const model = createModel(max, WORKERS);
          for (const { act, worker } of steps)
            await (act === 'later' ? model.later(REFUSED_FOR_MS) : model[act](worker));
          await model.deliverAll();
          expect(model.waiting()).toBe(0);
          // When all is quiet, one more is taken exactly where there is one, wherever it is.
          model.later(REFUSED_FOR_MS);
          const before = model.taken();
          await model.take(last);
          await model.deliverAll();
          expect(model.taken()).toBe(Math.min(max, before + 1));
          expect(model.faults).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('after a refusal nobody is asked for a moment, unless a slot comes free here', async () => {
    const model = createModel(2, 2);
    await model.deliverAll();
    await model.take(1);
    await model.take(2);
    await model.take(1);
    await model.deliverAll();
    expect([model.waiting(), model.taken()]).toEqual([0, 2]);
    await model.free(2);
    await model.take(1);
    expect(model.waiting()).toBe(0);
    model.later(REFUSED_FOR_MS);
    await model.take(1);
    await model.deliverAll();
    expect(model.taken()).toBe(2);
    await model.free(1);
    await model.take(1);
    expect(model.taken()).toBe(2);
  });
});

describe('a primary that does not answer', () => {
  afterEach(() => void vi.useRealTimers());

  test('refuses after a second, and for a second at once; what is on lease goes on being used', async () => {
    vi.useFakeTimers();
    const wanted: number[] = [];
    const slots = createLeasedSlots({ want: (count) => wanted.push(count), giveBack: () => undefined });
    slots.granted(1);
    expect(slots.take()).toBe(true);
    const waits = [slots.take(), slots.take()];
    await vi.advanceTimersByTimeAsync(ANSWER_WITHIN_MS);
    expect(await Promise.all(waits)).toEqual([false, false]);
    expect([slots.take(), slots.hasRoom]).toEqual([false, false]);
    slots.free();
    expect([slots.take(), slots.hasRoom]).toEqual([true, false]);
    expect(wanted).toEqual([1]);
    // An answer that comes late is as good as any other.
    slots.granted(1);
    expect(slots.take()).toBe(true);
  });
});
