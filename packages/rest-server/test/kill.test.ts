import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeUserStatus, type StatusUpdate } from '@live-status/domain';
import { expect, test } from 'vitest';
import { openStatusStore } from '../src/index.ts';
import { get, set } from './caller.ts';
import { startCommand } from './command.ts';
import { createHistory, type History } from './history.ts';
import { anySeed, randomFrom } from './random.ts';
import { temporaryFile, temporaryFolder, temporaryPath } from './temporary-folder.ts';

const ROUNDS = 50;
const USERS = Array.from({ length: 40 }, (_, index) => `user ${index}`);
/** Some users have one writer, some have two that cross. */
const WRITERS = [...USERS, ...USERS.slice(0, 10)];

const seed = anySeed();

test(`SET-11 no acknowledged set is lost to kill -9 with 50 writers, ${ROUNDS} times (seed ${seed})`, {
  timeout: 180_000,
}, async () => {
  const random = randomFrom(seed);
  const users = USERS.map((username) => ({ username }));
  const directory = temporaryFile(
    'directory.json',
    JSON.stringify({ coreServers: [{ slug: 'default', users }] }),
  );
  const args = ['--port=0', '--directory', directory, '--data', temporaryPath()];
  const histories = new Map(USERS.map((user) => [user, createHistory()]));
  let next = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { origin: listening, stop } = startCommand(args);
    const origin = await listening;
    await checkAll(origin, histories, `seed ${seed}, round ${round}`);
    if (round === ROUNDS) {
      await stop('SIGTERM');
      break;
    }
    const acknowledged = countdown(Math.floor(random() * 200));
    const writing = WRITERS.map(async (user) => {
      for (;;) {
        next += 1;
        const update = updateOf(next);
        const acknowledge = histories.get(user)?.send(next);
        const { status } = await set(origin, user, update);
        expect(status).toBe(204);
        acknowledge?.();
        acknowledged.count();
      }
    });
    const written = Promise.allSettled(writing);
    // A writer that fails before the kill fails the test with its own reason.
    await Promise.race([acknowledged.done, Promise.all(writing)]);
    await delay(random() * 10);
    expect(await stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    for (const one of await written) expect(one).toMatchObject({ reason: { message: 'fetch failed' } });
  }
});

test(`a data file that was being made when kill -9 came can be opened, 20 times (seed ${seed})`, {
  timeout: 60_000,
}, async () => {
  const random = randomFrom(seed);
  for (let round = 0; round < 20; round += 1) {
    const folder = temporaryFolder();
    const file = join(folder, 'status.db');
    const watcher = watch(folder);
    const { stop } = startCommand(['--port=0', '--data', file]);
    await once(watcher, 'change');
    watcher.close();
    await delay(random() * 20);
    await stop('SIGKILL');
    const store = openStatusStore({ file });
    expect(store.get('hq', 'doc')).toBeUndefined();
    store.set('hq', 'doc', updateOf(round));
    store.close();
  }
});

/** Every property depends on the value, so that half a status would show. */
function updateOf(value: number): StatusUpdate {
  const type = value % 2 === 0 ? 'away' : 'dnd';
  return {
    name: `Status ${value}`,
    type,
    note: `Note ${value} `.repeat(1 + (value % 200)),
    returnTime: value,
  };
}

async function checkAll(
  origin: string,
  histories: ReadonlyMap<string, History>,
  when: string,
): Promise<void> {
  await Promise.all(
    [...histories].map(async ([user, history]) => {
      const { body } = await get(origin, user);
      const decoded = decodeUserStatus(body);
      if (!decoded.ok) throw new Error(`${when}: ${decoded.faults.join(' ')}`);
      const value = Math.max(0, decoded.status.returnTime);
      expect(history.allows(value), `${when}: ${user} has ${value}`).toBe(true);
      if (value > 0) expect(decoded.status, when).toMatchObject(updateOf(value));
      history.settle(value);
    }),
  );
}

function countdown(from: number): { readonly done: Promise<void>; count(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = from;
  const count = () => {
    left -= 1;
    if (left <= 0) resolve();
  };
  return { done: promise, count };
}
