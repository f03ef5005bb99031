import { StatusError } from '@live-status/domain';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { KeyedCall, Keys, KeysOptions, RunEnd } from '../src/idempotency/keys.ts';
import { KINDS } from './keys-files.ts';

const DAY_MS = 86_400_000;
const CALL: KeyedCall = { key: 'k', caller: 'marty', input: { name: 'Lunch' } };
const INTERRUPTED = { interrupted: true };

/** Runs that count, and that end as they are told. */
function writes() {
  const counted = { runs: 0, interrupted: 0 };
  const how = (run: () => Promise<RunEnd<unknown>>, signal?: AbortSignal) => ({
    signal,
    run: () => {
      counted.runs += 1;
      return run();
    },
    interrupted: async () => {
      counted.interrupted += 1;
      return INTERRUPTED;
    },
  });
  const answers = (answer: unknown, keep = true) => how(async () => ({ answer, keep }));
  return { counted, how, answers };
}

describe.each(KINDS)('with keys in %s', (_, open) => {
  const keysWith = (options?: KeysOptions): Keys => {
    const keys = open(options);
    onTestFinished(() => keys[Symbol.asyncDispose]());
    return keys;
  };

  test('a call that is sent again is answered as it was, and nothing is done again', async () => {
    const keys = keysWith();
    const { counted, answers } = writes();
    const first = await keys.once(CALL, answers({ at: new Date(0), none: undefined }));
    const again = await keys.once({ ...CALL, input: { ...Object(CALL.input) } }, answers('another'));
    expect(first).toEqual({ at: '1970-01-01T00:00:00.000Z' });
    expect(again).toEqual(first);
    expect(counted.runs).toBe(1);
  });

  test('the same key of another caller, and another key, are nobody else’s', async () => {
    const keys = keysWith();
    const { answers } = writes();
    await keys.once(CALL, answers('first'));
    expect(await keys.once({ ...CALL, caller: 'doc', input: 7 }, answers('second'))).toBe('second');
    expect(await keys.once({ ...CALL, key: 'l', input: 8 }, answers('third'))).toBe('third');
  });

  test('another input under a key is refused, while the first runs and after it', async () => {
    const keys = keysWith();
    const { counted, how, answers } = writes();
    const end = Promise.withResolvers<RunEnd<string>>();
    const first = keys.once(
      CALL,
      how(() => end.promise),
    );
    const refusal = { code: 'IDEMPOTENCY_KEY_REUSED', retryable: false, outcome: 'NOT_APPLIED' };
    const other = { ...CALL, input: { name: 'Dinner' } };
    await expect(keys.once(other, answers('x'))).rejects.toMatchObject(refusal);
    end.resolve({ answer: 'first', keep: true });
    expect(await first).toBe('first');
    await expect(keys.once(other, answers('x'))).rejects.toMatchObject(refusal);
    expect(await keys.once(CALL, answers('x'))).toBe('first');
    expect(counted.runs).toBe(1);
  });

  test.each([true, false])(
    'who calls while a run is under way waits and has its answer, kept: %s',
    async (keep) => {
      const keys = keysWith();
      const { counted, how, answers } = writes();
      const end = Promise.withResolvers<RunEnd<object>>();
      const calls = [how(() => end.promise), answers('x'), answers('y')].map((one) => keys.once(CALL, one));
      end.resolve({ answer: { n: 1 }, keep });
      const [first, second, third] = await Promise.all(calls);
      expect([first, second, third]).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
      expect(first).not.toBe(second);
      expect(counted.runs).toBe(1);
    },
  );

  test('who leaves ends no more than their own waiting', async () => {
    const keys = keysWith();
    const { counted, how, answers } = writes();
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<RunEnd<string>>()];
    const controller = new AbortController();
    const run = () => {
      begun.resolve();
      return end.promise;
    };
    const first = keys.once(CALL, how(run, controller.signal));
    await begun.promise;
    const second = keys.once(CALL, answers('x'));
    controller.abort('gone');
    await expect(first).rejects.toBe('gone');
    end.resolve({ answer: 'done', keep: true });
    expect(await second).toBe('done');
    await expect(keys.once(CALL, { ...answers('x'), signal: controller.signal })).rejects.toBe('gone');
    expect(counted.runs).toBe(1);
  });

  test('a run after which all is as before frees its key, for another input too', async () => {
    const keys = keysWith();
    const { counted, answers } = writes();
    expect(await keys.once(CALL, answers('unreachable', false))).toBe('unreachable');
    expect(await keys.once({ ...CALL, input: 2 }, answers('applied'))).toBe('applied');
    expect(await keys.once({ ...CALL, input: 2 }, answers('x'))).toBe('applied');
    expect(counted.runs).toBe(2);
  });

  test.each<[string, () => Promise<RunEnd<unknown>>]>([
    ['throws', () => Promise.reject(new Error('a fault'))],
    ['answers what JSON cannot say', async () => ({ answer: undefined, keep: true })],
    ['answers what JSON cannot say and would free its key', async () => ({ answer: 1n, keep: false })],
  ])(
    'a run that %s fails all who wait, is never run again, and every later call asks for itself',
    async (_name, run) => {
      const keys = keysWith();
      const { counted, how, answers } = writes();
      const calls = [how(run), answers('x')].map((one) => keys.once(CALL, one));
      for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected');
      expect(await keys.once(CALL, answers('x'))).toBe(INTERRUPTED);
      expect(await keys.once(CALL, answers('x'))).toBe(INTERRUPTED);
      expect(counted).toEqual({ runs: 1, interrupted: 2 });
      await expect(keys.once({ ...CALL, input: 2 }, answers('x'))).rejects.toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    },
  );

  test.each([
    [65_536, true],
    [65_537, false],
  ])('an answer of %i bytes is given; that it is kept: %s', async (bytes, isKept) => {
    const keys = keysWith();
    const { counted, answers } = writes();
    // Two bytes for a character, and the quotes.
    const long = `${'é'.repeat(Math.floor((bytes - 2) / 2))}${'e'.repeat(bytes % 2)}`;
    expect(await keys.once(CALL, answers(long))).toBe(long);
    expect(await keys.once(CALL, answers('x'))).toBe(isKept ? long : INTERRUPTED);
    expect(counted.runs).toBe(1);
  });

  test('a key is kept for 24 hours from when it was first used, and no longer', async () => {
    let now = Date.UTC(2026, 0, 1);
    const keys = keysWith({ now: () => now });
    const { answers } = writes();
    await keys.once(CALL, answers('first'));
    now += DAY_MS - 1;
    expect(await keys.once(CALL, answers('second'))).toBe('first');
    now += 1;
    expect(await keys.once({ ...CALL, input: 2 }, answers('second'))).toBe('second');
    now -= 2 * DAY_MS;
    expect(await keys.once({ ...CALL, input: 2 }, answers('third'))).toBe('second');
  });

  test('a run whose end is not known is forgotten after 24 hours too', async () => {
    let now = 0;
    const keys = keysWith({ now: () => now });
    const { how, answers } = writes();
    const fault = how(() => Promise.reject(new Error('a fault')));
    await expect(keys.once(CALL, fault)).rejects.toThrow('a fault');
    now += DAY_MS;
    expect(await keys.once(CALL, answers('again'))).toBe('again');
  });

  test('past its bound it refuses new keys until old ones expire, answers known ones, and forgets none', async () => {
    let now = 0;
    const keys = keysWith({ now: () => now, maxKeys: 100 });
    const { counted, answers } = writes();
    const call = (index: number) => keys.once({ ...CALL, key: `k${index}` }, answers(index));
    const full = { code: 'OVERLOADED', retryable: true, outcome: 'NOT_APPLIED', retryAfterMs: DAY_MS - 99 };
    for (const day of [1, 2, 3]) {
      const base = now;
      for (let index = 0; index < 100; index += 1) {
        expect(await call(index)).toBe(index);
        now += 1;
      }
      now = base + 99;
      await expect(call(100)).rejects.toMatchObject(full);
      expect(await call(0)).toBe(0);
      expect(counted.runs).toBe(100 * day);
      now = base + 99 + DAY_MS;
    }
  });

  test('a freed key makes room', async () => {
    const keys = keysWith({ maxKeys: 1 });
    const { answers } = writes();
    await keys.once(CALL, answers('x', false));
    expect(await keys.once({ ...CALL, key: 'l' }, answers('y'))).toBe('y');
  });

  test('when it closes it waits for what runs, and begins nothing more', async () => {
    const keys = open();
    const { how, answers } = writes();
    const end = Promise.withResolvers<RunEnd<string>>();
    const first = keys.once(
      CALL,
      how(() => end.promise),
    );
    const closed = keys[Symbol.asyncDispose]().then(() => 'closed');
    const stopping = await keys.once({ ...CALL, key: 'l' }, answers('x')).catch((error: unknown) => error);
    expect(stopping).toBeInstanceOf(StatusError);
    expect(stopping).toMatchObject({ code: 'OVERLOADED', outcome: 'NOT_APPLIED' });
    expect(await Promise.race([closed, new Promise((resolve) => setImmediate(resolve, 'open'))])).toBe(
      'open',
    );
    end.resolve({ answer: 'done', keep: true });
    expect(await first).toBe('done');
    expect(await closed).toBe('closed');
    await keys[Symbol.asyncDispose]();
  });
});
