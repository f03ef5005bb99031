import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startChildGateway } from './child.ts';
import { startReverseProxy } from './live-client-reverse-proxy.ts';
import { startSteppedUpstream, upstreamOf } from './live-client-upstream.ts';
import { openWatchers } from './live-client-watchers.ts';
import { startRestUpstream } from './rest-upstream.ts';
import { ask } from './running.ts';
import { connectAcknowledged } from './web-socket-client.ts';

const OF_EACH = 500;
/** Between the end of the grace and of the process: the feed is left and what is kept is closed. */
const SLACK_MS = 1000;
/** The part of the grace over which streams are ended, and between which times clients are told to come back: docs/live.md. */
const ENDED_WITHIN = 0.7;
const RETRY_AFTER_MS = { least: 1000, most: 5000 };

/** The most of these times that lie within one second, as a part of them. */
function fullestSecond(timesMs: readonly number[]): number {
  const sorted = timesMs.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, timeMs] of sorted.entries()) {
    while ((sorted[first] ?? 0) <= timeMs - 1000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most / sorted.length;
}

/** How much of what is spread evenly over a time lies in any second of it. */
const evenShare = (overMs: number): number => Math.min(1, 1000 / overMs);

/** Chance puts more there at times: less than five standard deviations more. */
const withChance = (share: number, count: number): number =>
  share + 5 * Math.sqrt((share * (1 - share)) / count);

const CASES = [
  { title: 'the default grace', graceMs: 10_000, variables: {} },
  { title: 'a short grace', graceMs: 2000, variables: { SHUTDOWN_GRACE_MS: '2000' } },
  { title: 'two workers', graceMs: 10_000, variables: { WORKERS: '2' } },
];

describe.each(CASES)('SIGTERM, with 1 000 streams and $title,', ({ graceMs, variables }) => {
  test('ends each as its protocol has it, spread over the grace, and the process with 0', async () => {
    await using child = await startChildGateway({ LOG_LEVEL: 'warn', ...variables });
    using watchers = await openWatchers(child.url, OF_EACH);
    const stoppedAt = performance.now();
    child.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    const tookMs = performance.now() - stoppedAt;
    const goodbyes = await Promise.all(watchers.map(({ goodbye }) => goodbye));

    expect(tookMs).toBeLessThan(graceMs + SLACK_MS);
    expect(goodbyes.filter(({ retryAfterMs }) => retryAfterMs === undefined)).toEqual([]);
    for (const { retryAfterMs = 0 } of goodbyes) {
      expect(retryAfterMs).toBeGreaterThanOrEqual(RETRY_AFTER_MS.least);
      expect(retryAfterMs).toBeLessThanOrEqual(RETRY_AFTER_MS.most);
    }
    const ends = fullestSecond(goodbyes.map(({ atMs }) => atMs));
    const returns = fullestSecond(goodbyes.map(({ atMs, retryAfterMs = 0 }) => atMs + retryAfterMs));
    const endedOverMs = ENDED_WITHIN * graceMs;
    const returnsOverMs = Math.max(endedOverMs, RETRY_AFTER_MS.most - RETRY_AFTER_MS.least);
    // Twice: a process that was not given the processor ends those who are due together.
    expect(ends).toBeLessThanOrEqual(2 * evenShare(endedOverMs));
    expect(returns).toBeLessThanOrEqual(withChance(evenShare(returnsOverMs), goodbyes.length));
    expect(child.logged()).not.toMatch(/"level":[56]0/);
  }, 60_000);
});

describe('SIGTERM', () => {
  const mutation = (username: string) => ({
    query: `mutation { setUserStatus(input: { user: { username: "${username}" }, name: "In 1955", type: AWAY }) { userStatus { name } } }`,
  });
  const data = { setUserStatus: { userStatus: { name: 'In 1955' } } };

  test('lets mutations that are under way end with their answers, while streams are ended', async () => {
    const released = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    let writes = 0;
    await using upstream = await startSteppedUpstream();
    await using slow = await startReverseProxy(upstream.variables.UPSTREAM_URL, {
      async before({ method }) {
        if (method !== 'POST') return;
        writes += 1;
        if (writes === 2) arrived.resolve();
        await released.promise;
      },
    });
    await using child = await startChildGateway({
      ...upstream.variables,
      UPSTREAM_URL: slow.url,
      SHUTDOWN_GRACE_MS: '3000',
      LOG_LEVEL: 'warn',
    });
    using watchers = await openWatchers(child.url, 5);
    await using socket = await connectAcknowledged(child.url);
    const answer = ask(child.url, mutation('marty'));
    socket.send({ type: 'subscribe', id: 'write', payload: mutation('doc') });
    await arrived.promise;
    child.kill('SIGTERM');
    const goodbyes = await Promise.all(watchers.map(({ goodbye }) => goodbye));
    released.resolve();
    expect((await answer).body).toEqual({ data });
    expect(await socket.next()).toEqual({ type: 'next', id: 'write', payload: { data } });
    expect(await socket.next()).toEqual({ type: 'complete', id: 'write' });
    expect(await socket.closed).toMatchObject({ code: 1012 });
    expect(await child.ended).toBe(0);
    expect(goodbyes.filter(({ retryAfterMs }) => retryAfterMs === undefined)).toEqual([]);
  });

  test('waits no longer than the grace for readers who read nothing', async () => {
    const graceMs = 3000;
    const users = Array.from({ length: 20_000 }, (_, index) => ({ username: `user-${index}` }));
    await using upstream = await startRestUpstream({ coreServers: [{ slug: 'default', users }] });
    await using child = await startChildGateway({
      ...upstreamOf(upstream),
      SHUTDOWN_GRACE_MS: String(graceMs),
      LOG_LEVEL: 'warn',
    });
    const fields = Array.from({ length: 20 }, (_, index) => `name${index}: name`).join(' ');
    const query = `subscription { userStatusEvents { ... on UserStatusSnapshot { results { ... on UserStatus { ${fields} } } } } }`;
    const { hostname, port } = new URL(child.url);
    const reading: Socket = connect(Number(port), hostname);
    const body = JSON.stringify({ query });
    reading.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await once(reading, 'data');
    reading.pause().on('error', () => {});
    await using socket = await connectAcknowledged(child.url);
    socket.send({ type: 'subscribe', id: 'one', payload: { query } });
    socket.socket.pause();
    // Somebody who begins later is served: what those two do not read has been written.
    using watchers = await openWatchers(child.url, 1);
    const stoppedAt = performance.now();
    child.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    const tookMs = performance.now() - stoppedAt;
    expect(tookMs).toBeLessThan(graceMs + SLACK_MS);
    // It did wait: there was something that they had not read.
    expect(tookMs).toBeGreaterThan(graceMs - SLACK_MS / 2);
    for (const { goodbye } of watchers)
      expect(await goodbye).toMatchObject({ retryAfterMs: expect.any(Number) });
    reading.destroy();
  }, 60_000);

  test('ends it at once where it comes again', async () => {
    await using child = await startChildGateway({ LOG_LEVEL: 'warn', SHUTDOWN_GRACE_MS: '30000' });
    using watchers = await openWatchers(child.url, 20);
    const stoppedAt = performance.now();
    child.kill('SIGTERM');
    // What comes at about the same time is the same signal, passed on twice.
    const asking = setInterval(() => child.kill('SIGTERM'), 100);
    expect(await child.ended).toBe(1);
    clearInterval(asking);
    expect(performance.now() - stoppedAt).toBeLessThan(2000);
    await Promise.all(watchers.map(({ goodbye }) => goodbye));
  });
});
