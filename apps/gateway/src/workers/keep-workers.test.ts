import { expect, test } from 'vitest';
import { createLogger } from '../logger.ts';
import { type KeptWorkers, keepWorkers } from './keep-workers.ts';
import type { WorkerEnd, WorkerProcess } from './worker-process.ts';

/** Workers that are ready and end when the test says so. */
async function createKept(isReadyAtOnce = true) {
  const launched: { worker: number; ready(): void; end(end: WorkerEnd): void; sent: string[] }[] = [];
  const joined: number[] = [];
  const lines: string[] = [];
  const options = {
    count: 2,
    log: createLogger('info', { write: (text) => lines.push(text) }),
    start(worker: number): WorkerProcess {
      const ready = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<WorkerEnd>();
      const sent: string[] = [];
      launched.push({ worker, ready: ready.resolve, end: ended.resolve, sent });
      if (isReadyAtOnce) ready.resolve();
      return {
        worker,
        pid: 1,
        ready: ready.promise,
        ended: ended.promise,
        send({ kind }) {
          sent.push(kind);
          if (kind === 'stop') ended.resolve({ code: 0, signal: null });
        },
        take: () => undefined,
        takeSnapshot: async () => undefined,
        kill() {
          sent.push('kill');
          ended.resolve({ code: null, signal: 'SIGKILL' });
        },
      };
    },
    join: ({ worker }: WorkerProcess) => void joined.push(worker),
    leave: ({ worker }: WorkerProcess) => void joined.splice(joined.indexOf(worker), 1),
  };
  return { options, launched, joined, lines };
}

const CRASH: WorkerEnd = { code: 1, signal: null };

test('a worker that ends is replaced at once; one that ends again and again, after ever longer pauses', async () => {
  const { options, launched, joined, lines } = await createKept();
  const kept: KeptWorkers = await keepWorkers(options);
  expect(joined).toEqual([1, 2]);
  for (let ends = 0; ends < 3; ends += 1) {
    launched.at(-1)?.end(CRASH);
    const expected = launched.length + 1;
    await expect.poll(() => launched.length).toBe(expected);
  }
  await expect.poll(() => joined).toEqual([1, 2]);
  const told = lines.map((line) => JSON.parse(line));
  expect(told.map(({ restartInMs }) => restartInMs)).toEqual([0, 200, 400]);
  expect(told[0]).toMatchObject({ level: 50, worker: 2, pid: 1, code: 1, signal: null });
  await kept.stop(100);
  expect(joined).toEqual([]);
});

test('stopping asks those that serve, ends those that do not yet, and starts no more', async () => {
  const { options, launched } = await createKept();
  const kept = await keepWorkers({
    ...options,
    start: (worker) =>
      launched.length < 2
        ? options.start(worker)
        : { ...options.start(worker), ready: new Promise(() => {}) },
  });
  launched[0]?.end(CRASH);
  await expect.poll(() => launched.length).toBe(3);
  await kept.stop(100);
  expect(launched.map(({ sent }) => sent)).toEqual([[], ['stop'], ['kill']]);
  expect(launched).toHaveLength(3);
});

test('where one ends before it is ready, nothing starts, and nothing is left', async () => {
  const { options, launched, joined } = await createKept(false);
  const starting = keepWorkers(options);
  launched[0]?.ready();
  launched[1]?.end({ code: null, signal: 'SIGABRT' });
  await expect(starting).rejects.toThrow(/^A worker ended before it was ready \(SIGABRT\)\.$/);
  expect(launched[0]?.sent).toEqual(['kill']);
  expect(joined).toEqual([]);
});
