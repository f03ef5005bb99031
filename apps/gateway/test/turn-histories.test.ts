import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AskedTurns, createAskedTurns } from '../src/workers/asked-turns.ts';
import type { ToPrimary } from '../src/workers/messages.ts';
import { createTurnLedger } from '../src/workers/turn-ledger.ts';
import { createTurns } from '../src/writes/turns.ts';
import { runHistory, stepsOf, type Tried } from './turn-histories.ts';

const seed = Date.now();

/** A primary and its workers, whose messages arrive at once. */
function tried(): Tried {
  const workers = new Map<number, AskedTurns>();
  const ledger = createTurnLedger((worker, message) => {
    if (message.kind === 'turn') workers.get(worker)?.answered(message.id, message.isGranted);
  });
  const start = (worker: number) => {
    const hear = (message: ToPrimary) => {
      if (message.kind === 'wantTurn') ledger.want(worker, message.id, message.key);
      if (message.kind === 'turnDone') ledger.done(worker, message.id);
    };
    const own: AskedTurns = createAskedTurns((message) => {
      // Who is dead says nothing more.
      if (workers.get(worker) === own) hear(message);
    });
    workers.set(worker, own);
    return own;
  };
  return {
    turnsOf: (worker) => workers.get(worker) ?? start(worker),
    die(worker) {
      workers.delete(worker);
      ledger.leave(worker);
    },
  };
}

test(`in any history those who want one turn have it one after the other, in the order in which they asked (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepsOf(1), { minLength: 5, maxLength: 40 }), async (history) => {
      const turns = createTurns();
      for (const [, states, expected] of await runHistory(history, { turnsOf: () => turns, die: () => {} }))
        expect(states).toEqual(expected);
    }),
    { numRuns: 500, seed },
  );
});

test(`workers have one turn after the other as one process does, and those of a dead worker go on to the next (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepsOf(3), { minLength: 5, maxLength: 40 }), async (history) => {
      for (const [, states, expected] of await runHistory(history, tried())) expect(states).toEqual(expected);
    }),
    { numRuns: 500, seed },
  );
});
