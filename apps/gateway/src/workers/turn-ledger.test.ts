import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EndTurn } from '../writes/turns.ts';
import { type AskedTurns, createAskedTurns } from './asked-turns.ts';
import type { ToPrimary, ToWorker } from './messages.ts';
import { createTurnLedger, type TurnLedger } from './turn-ledger.ts';

const WORKERS = [0, 1, 2];
const seed = Date.now();

function hear(ledger: TurnLedger, worker: number, message: ToPrimary): void {
  if (message.kind === 'wantTurn') ledger.want(worker, message.id, message.key);
  if (message.kind === 'turnDone') ledger.done(worker, message.id);
}

/** What happens where messages take their time, each way in its order. */
type Late = readonly ['take' | 'abort' | 'end' | 'toPrimary' | 'toWorker' | 'die', number];

/** A worker whose messages are on their way, and those in it that have a turn. */
interface LateWorker {
  readonly turns: AskedTurns;
  readonly toPrimary: ToPrimary[];
  readonly toWorker: ToWorker[];
  readonly waiting: AbortController[];
  readonly holding: EndTurn[];
}

function createLate() {
  const workers = new Map<number, LateWorker>();
  const ledger = createTurnLedger((worker, message) => workers.get(worker)?.toWorker.push(message));
  const start = (worker: number) => {
    const toPrimary: ToPrimary[] = [];
    const turns = createAskedTurns((message) => toPrimary.push(message));
    workers.set(worker, { turns, toPrimary, toWorker: [], waiting: [], holding: [] });
  };
  for (const worker of WORKERS) start(worker);
  const deliver = {
    toPrimary(worker: number, { toPrimary }: LateWorker) {
      const message = toPrimary.shift();
      if (message !== undefined) hear(ledger, worker, message);
    },
    toWorker(_worker: number, { toWorker, turns }: LateWorker) {
      const message = toWorker.shift();
      if (message?.kind === 'turn') turns.answered(message.id, message.isGranted);
    },
  };
  return {
    holders: () => [...workers.values()].flatMap(({ holding }) => holding).length,
    async do([what, worker]: Late) {
      const own = workers.get(worker);
      if (own === undefined) return;
      if (what === 'take') {
        const leaving = new AbortController();
        own.waiting.push(leaving);
        own.turns.take('marty', leaving.signal).then(
          (end) => own.holding.push(end),
          () => undefined,
        );
      }
      if (what === 'abort') own.waiting.shift()?.abort();
      if (what === 'end') own.holding.shift()?.();
      if (what === 'toPrimary' || what === 'toWorker') deliver[what](worker, own);
      if (what === 'die') {
        // All that it said is heard before it is known to be gone.
        while (own.toPrimary.length > 0) deliver.toPrimary(worker, own);
        start(worker);
        ledger.leave(worker);
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const late: fc.Arbitrary<Late> = fc.tuple(
  fc.constantFrom(...(['take', 'take', 'abort', 'end', 'end'] as const), 'toPrimary', 'toWorker', 'die'),
  fc.constantFrom(...WORKERS),
);

test(`however late messages come, one alone has the turn, and whoever waits for it gets it (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(late, { minLength: 10, maxLength: 80 }), async (history) => {
      const model = createLate();
      for (const step of history) {
        await model.do(step);
        expect(model.holders()).toBeLessThanOrEqual(1);
      }
      // Everybody has the turn and ends it: then it is free for whoever comes.
      const rest: Late[] = WORKERS.flatMap((worker) => [
        ['toPrimary', worker],
        ['toWorker', worker],
        ['end', worker],
      ]);
      for (let round = 0; round < history.length; round += 1) for (const step of rest) await model.do(step);
      expect(model.holders()).toBe(0);
      for (const what of ['take', 'toPrimary', 'toWorker'] as const) await model.do([what, 0]);
      expect(model.holders()).toBe(1);
      await model.do(['end', 0]);
    }),
    { numRuns: 100, seed },
  );
});
