import { expect, test } from 'vitest';
import { createAskedTurns } from './asked-turns.ts';
import type { ToPrimary } from './messages.ts';

function asked() {
  const told: ToPrimary[] = [];
  return { told, turns: createAskedTurns((message) => void told.push(message)) };
}

test('a turn is asked for under a number of its own, and given back when it ends', async () => {
  const { told, turns } = asked();
  const [first, second] = [turns.take('marty', undefined), turns.take('doc', undefined)];
  turns.answered(2, true);
  (await second)();
  turns.answered(1, true);
  (await first)();
  expect(told).toEqual([
    { kind: 'wantTurn', id: 1, key: 'marty' },
    { kind: 'wantTurn', id: 2, key: 'doc' },
    { kind: 'turnDone', id: 2 },
    { kind: 'turnDone', id: 1 },
  ]);
});

test('a turn that does not come in time is OVERLOADED, and nothing was applied', async () => {
  const { told, turns } = asked();
  const refused = turns.take('marty', undefined);
  turns.answered(1, false);
  await expect(refused).rejects.toMatchObject({
    code: 'OVERLOADED',
    outcome: 'NOT_APPLIED',
    retryable: true,
  });
  expect(told).toHaveLength(1);
});

test('who leaves gives the turn back, even where it is on its way', async () => {
  const { told, turns } = asked();
  const leaving = new AbortController();
  const left = turns.take('marty', leaving.signal);
  const reason = new Error('gone');
  leaving.abort(reason);
  turns.answered(1, true);
  await expect(left).rejects.toBe(reason);
  expect(told.at(-1)).toEqual({ kind: 'turnDone', id: 1 });
});

test('who leaves with the turn keeps it until it is ended', async () => {
  const { told, turns } = asked();
  const leaving = new AbortController();
  const taken = turns.take('marty', leaving.signal);
  turns.answered(1, true);
  const end = await taken;
  leaving.abort();
  expect(told).toHaveLength(1);
  end();
  expect(told).toHaveLength(2);
});

test('who has left before asks for nothing', async () => {
  const { told, turns } = asked();
  const reason = new Error('gone');
  const refused = (async () => turns.take('marty', AbortSignal.abort(reason)))();
  await expect(refused).rejects.toBe(reason);
  expect(told).toEqual([]);
});
