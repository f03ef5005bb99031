import { expect, test } from 'vitest';
import { openKeys } from '../src/idempotency/open-keys.ts';
import { countWrites, startWriter } from './keyed-writers.ts';
import { keysPath } from './keys-files.ts';

// biome-ignore lint/style/noProcessEnv: how often and from which seed is the tester's to say.
const { KEYS_ROUNDS = '20', KEYS_SEED = String(Math.floor(Math.random() * 2 ** 31)) } = process.env;

/** A small generator of numbers from 0 to 1 that says the same for the same seed (Mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sends a key again, from this process. */
async function sendAgain(file: string, key: string): Promise<string> {
  await using keys = openKeys(file);
  return await keys.once<string>(
    { key, caller: 'a test', input: key },
    { run: () => Promise.reject(new Error('It ran.')), interrupted: async () => 'interrupted' },
  );
}

test.each([
  ['begun', 0],
  ['written', 1],
] as const)(
  'a write whose process is killed when it has %s is not known to have ended, and never done again',
  async (pauses, writes) => {
    const file = keysPath();
    const writer = startWriter(file);
    writer.send({ do: 'call', key: 'k', pauses });
    await writer.heard('k', pauses);
    await writer.kill();
    expect(await sendAgain(file, 'k')).toBe('interrupted');
    expect(await sendAgain(file, 'k')).toBe('interrupted');
    expect(countWrites(file).get('k') ?? 0).toBe(writes);
  },
);

test('a write whose process is killed when it has answered is answered so again', async () => {
  const file = keysPath();
  const writer = startWriter(file);
  writer.send({ do: 'call', key: 'k' });
  const { answer } = await writer.heard('k', 'answered');
  await writer.kill();
  expect(await sendAgain(file, 'k')).toBe(answer);
  expect(countWrites(file).get('k')).toBe(1);
});

test(`kill -9 at any moment: nothing is written twice and no answer is lost, ${KEYS_ROUNDS} times (KEYS_SEED=${KEYS_SEED})`, {
  timeout: 180_000,
}, async () => {
  const random = randomFrom(Number(KEYS_SEED));
  const file = keysPath();
  const ends = { answered: 0, interrupted: 0, written: 0 };
  for (let round = 0; round < Number(KEYS_ROUNDS); round += 1) {
    const names = Array.from({ length: 200 }, (_, index) => `${round}-${index}`);
    const writer = startWriter(file);
    await writer.heard('', 'ready');
    // Some at once, and then one after the other, so that the end comes at every stage of some.
    const last = Math.floor(random() * 100);
    for (const key of names.slice(0, last)) writer.send({ do: 'call', key });
    await Promise.race(names.slice(0, last).map((key) => writer.heard(key, 'asked')));
    for (const key of names.slice(last)) {
      if (random() < 0.05) await writer.heard(names[Math.floor(random() * last)] ?? '', 'asked');
      writer.send({ do: 'call', key });
    }
    const stages = ['asked', 'begun', 'written', 'answered'] as const;
    const stage = stages[Math.floor(random() * stages.length)] ?? 'asked';
    await writer.heard(names[Math.floor(random() * names.length)] ?? '', stage);
    await writer.kill();

    const answers = new Map(writer.events.map(({ key, answer }) => [key, answer]));
    const before = countWrites(file);
    await using keys = openKeys(file);
    await Promise.all(
      names.map(async (key) => {
        let runs = 0;
        const answer = await keys.once<string>(
          { key, caller: 'a test', input: key },
          {
            run: async () => {
              runs += 1;
              return { answer: 'written now', keep: true };
            },
            interrupted: async () => 'interrupted',
          },
        );
        const said = answers.get(key);
        const when = `KEYS_SEED=${KEYS_SEED}, round ${round}, key ${key}`;
        const written = before.get(key) ?? 0;
        expect(written + runs, when).toBeLessThanOrEqual(1);
        if (said !== undefined) expect([answer, written], when).toEqual([said, 1]);
        if (written === 0 && answer !== 'interrupted') expect(runs, when).toBe(1);
        if (said !== undefined) ends.answered += 1;
        else if (runs === 1) ends.written += 1;
        else if (answer === 'interrupted') ends.interrupted += 1;
      }),
    );
  }
  console.log(
    `KEYS_SEED=${KEYS_SEED}: before the kill answered, interrupted by it, not begun: ${JSON.stringify(ends)}`,
  );
});

test(`several processes that race for the same keys of a new file write each once, and answer alike (KEYS_SEED=${KEYS_SEED})`, {
  timeout: 60_000,
}, async () => {
  const random = randomFrom(Number(KEYS_SEED));
  const file = keysPath();
  const writers = Array.from({ length: 3 }, () => startWriter(file));
  const names = Array.from({ length: 150 }, (_, index) => `k${index}`);
  await Promise.all(writers.map((writer) => writer.heard('', 'ready')));
  const orders = writers.map(() => {
    const order = names.map((key) => ({ key, at: random() })).sort((one, other) => one.at - other.at);
    return order.map(({ key }) => key);
  });
  // A few keys to each in turn, so that none has asked for all before the others begin.
  for (let sent = 0; sent < names.length; sent += 5)
    for (const [index, writer] of writers.entries()) {
      const keys = orders[index]?.slice(sent, sent + 5) ?? [];
      writer.send(...keys.map((key) => ({ do: 'call', key }) as const));
      await writer.heard(keys.at(-1) ?? '', 'asked');
    }
  const wins = new Map<string, number>();
  for (const key of names) {
    const answered = await Promise.all(writers.map((writer) => writer.heard(key, 'answered')));
    const [answer, ...others] = new Set(answered.map((event) => event.answer));
    expect([key, others]).toEqual([key, []]);
    wins.set(`${answer}`.split(' ').at(-1) ?? '', (wins.get(`${answer}`.split(' ').at(-1) ?? '') ?? 0) + 1);
  }
  expect([...countWrites(file)].toSorted()).toEqual(names.map((key) => [key, 1]).toSorted());
  console.log(`KEYS_SEED=${KEYS_SEED}: keys written by each process: ${[...wins.values()]}`);
  await Promise.all(writers.map((writer) => writer.close()));
});

test('who waits for a run of another process has its answer, and is not kept waiting once that is killed', async () => {
  const file = keysPath();
  const [first, second] = [startWriter(file), startWriter(file)];
  first.send({ do: 'call', key: 'k', pauses: 'written' });
  await first.heard('k', 'written');
  second.send({ do: 'call', key: 'k' });
  await second.heard('k', 'asked');
  first.send({ do: 'go' });
  expect(await second.heard('k', 'answered')).toEqual(await first.heard('k', 'answered'));

  const third = startWriter(file);
  third.send({ do: 'call', key: 'n', pauses: 'begun' });
  await third.heard('n', 'begun');
  second.send({ do: 'call', key: 'n' });
  await second.heard('n', 'asked');
  // It would wait a minute for one that lives.
  await third.kill();
  expect(await second.heard('n', 'answered')).toMatchObject({ answer: 'interrupted' });
});

test('a process that lives is not waited for without end, and its answer is given once there is one', async () => {
  const file = keysPath();
  const [slow, other] = [startWriter(file), startWriter(file, 100)];
  slow.send({ do: 'call', key: 'k', pauses: 'written' });
  await slow.heard('k', 'written');
  other.send({ do: 'call', key: 'k' });
  expect(await other.heard('k', 'answered')).toMatchObject({ answer: 'interrupted' });
  slow.send({ do: 'go' });
  const { answer } = await slow.heard('k', 'answered');
  expect(await sendAgain(file, 'k')).toBe(answer);
  expect(countWrites(file).get('k')).toBe(1);
});
