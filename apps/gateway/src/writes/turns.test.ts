import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('a turn that does not come in time is OVERLOADED, nothing was applied, and it may be asked for again', async () => {
  const turns = createTurns(1);
  const end = await turns.take('marty', undefined);
  await expect(turns.take('marty', undefined)).rejects.toMatchObject({
    code: 'OVERLOADED',
    outcome: 'NOT_APPLIED',
    retryable: true,
    retryAfterMs: 1000,
  });
  end();
  (await turns.take('marty', undefined))();
});

test('who has left before asks for no turn', async () => {
  const turns = createTurns();
  const reason = new Error('gone');
  await expect(turns.take('marty', AbortSignal.abort(reason))).rejects.toBe(reason);
  (await turns.take('marty', undefined))();
});

test('who leaves while waiting is told why, and holds nobody up', async () => {
  const turns = createTurns();
  const end = await turns.take('marty', undefined);
  const leaving = new AbortController();
  const left = turns.take('marty', leaving.signal);
  const next = turns.take('marty', undefined);
  const reason = new Error('gone');
  leaving.abort(reason);
  await expect(left).rejects.toBe(reason);
  end();
  (await next)();
});

test('who leaves once the turn has come still has it, until it is ended', async () => {
  const turns = createTurns(20);
  const leaving = new AbortController();
  const end = await turns.take('marty', leaving.signal);
  leaving.abort();
  await expect(turns.take('marty', undefined)).rejects.toMatchObject({ code: 'OVERLOADED' });
  end();
  (await turns.take('marty', undefined))();
});
