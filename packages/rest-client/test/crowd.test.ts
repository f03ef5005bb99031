import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseTarget } from '@live-status/domain';
import { expect, it } from 'vitest';
import { createStatusClient } from '../src/index.ts';
import { startRawUpstream } from './raw-upstream.ts';
import { GOOD, sends } from './upstream-scripts.ts';

const CALLS = 10_000;
const USERS = 100;
const CONNECTIONS = 16;
// A leak of one promise or listener for each call would be several times as much.
const MOST_BYTES_KEPT_PER_CALL = 100;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const turn = () => new Promise((resolve) => setImmediate(resolve));
async function heapUsed(): Promise<number> {
  for (let count = 0; count < 3; count += 1) {
    await turn();
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

it(`${CALLS} simultaneous reads of ${USERS} users are ${USERS} requests, and leave no memory, timer or listener behind`, async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  await using client = createStatusClient({
    baseUrl: upstream.origin,
    maxConnections: CONNECTIONS,
    maxQueued: USERS,
  });
  const { signal } = new AbortController();
  const targets = Array.from({ length: USERS }, (_, index) =>
    parseTarget({ coreServer: { slug: 'default' }, user: { username: `user-${index}` } }),
  );
  const round = async () => {
    const before = upstream.requests.length;
    const calls = Array.from({ length: CALLS / USERS }, () =>
      targets.map((target) => client.getStatus(target, { signal })),
    );
    const statuses = await Promise.all(calls.flat());
    expect(statuses).toHaveLength(CALLS);
    expect(upstream.requests.length - before).toBe(USERS);
  };

  await round();
  await round();
  const timersBefore = timers();
  const heapBefore = await heapUsed();
  await round();
  await round();
  expect(((await heapUsed()) - heapBefore) / (2 * CALLS)).toBeLessThan(MOST_BYTES_KEPT_PER_CALL);
  expect(timers()).toBeLessThanOrEqual(timersBefore);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(upstream.connections()).toBeLessThanOrEqual(CONNECTIONS);
});

it('of a crowd of which every second caller goes away, the others get their status', async () => {
  await using upstream = await startRawUpstream(sends(GOOD));
  await using client = createStatusClient({ baseUrl: upstream.origin, maxConnections: CONNECTIONS });
  const target = parseTarget({ coreServer: { slug: 'default' }, user: { username: 'marty' } });
  const leaving = new AbortController();
  const calls = Array.from({ length: 1000 }, (_, index) =>
    client.getStatus(target, index % 2 === 0 ? { signal: leaving.signal } : {}),
  );
  leaving.abort('gone');
  const results = await Promise.allSettled(calls);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(500);
  expect(upstream.requests).toHaveLength(1);
});
