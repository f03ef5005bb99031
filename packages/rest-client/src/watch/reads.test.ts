import { expect, test } from 'vitest';
import { createManualClock } from '../../test/manual-clock.ts';
import { username } from '../../test/names.ts';
import { createPicture } from './create-picture.ts';
import { createPacer } from './pacer.ts';
import { createReads } from './reads.ts';

const turnOfLoop = () => new Promise<void>((resolve) => void setImmediate(resolve));

function makeReads(speed: 'full' | 'paced' | 'none', names: readonly string[]) {
  const clock = createManualClock();
  const picture = createPicture();
  for (const name of names) picture.track(username(name));
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  let idle = 0;
  const now = { speed };
  const reads = createReads({
    picture,
    maxAtOnce: 2,
    pacer: createPacer(20, clock),
    speed: () => now.speed,
    read(entry) {
      picture.beginRead(entry);
      begun.push(entry.username);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(() => {
        entry.isReading = false;
        resolve();
      });
      return promise;
    },
    onIdle() {
      idle += 1;
    },
  });
  const endAll = async () => {
    for (const end of ends.splice(0)) end();
    await turnOfLoop();
  };
  return { clock, picture, reads, begun, endAll, now, idle: () => idle };
}

test('so many are read at once, and the end of the last is told', async () => {
  const { reads, begun, endAll, idle } = makeReads('full', ['a', 'b', 'c']);
  reads.pump();
  expect(begun).toEqual(['a', 'b']);
  await endAll();
  expect([begun, idle()]).toEqual([['a', 'b', 'c'], 0]);
  await endAll();
  expect([reads.isIdle(), idle()]).toEqual([true, 1]);
});

test('the directory is asked before anybody is read, and nothing at all while nothing may be asked', async () => {
  const { reads, begun, now } = makeReads('none', ['a']);
  const job = Promise.withResolvers<void>();
  reads.add(() => {
    begun.push('directory');
    return job.promise;
  });
  expect(begun).toEqual([]);
  now.speed = 'full';
  reads.pump();
  expect(begun).toEqual(['directory', 'a']);
  job.resolve();
  await turnOfLoop();
});

test('whoever is not wanted any more when the turn comes is not read', async () => {
  const { clock, picture, reads, begun, endAll, idle } = makeReads('paced', ['a', 'b']);
  reads.pump();
  clock.pass(0);
  expect(begun).toEqual(['a']);
  picture.forget(username('b'));
  clock.pass(50);
  expect([begun, idle()]).toEqual([['a'], 0]);
  await endAll();
  expect(idle()).toBe(1);
});

test('once it is stopped nothing is begun, told or waited for', async () => {
  const { clock, reads, begun, endAll, idle } = makeReads('paced', ['a', 'b', 'c']);
  reads.pump();
  clock.pass(0);
  reads.stop();
  await endAll();
  reads.pump();
  clock.pass(1000);
  expect([begun, idle(), clock.pending()]).toEqual([['a'], 0, 0]);
});
