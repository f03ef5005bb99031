import { expect, test } from 'vitest';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createSummedMetrics } from './summed-metrics.ts';

const of = (text: string, name: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(name))
    .map((line) => Number(line.split(' ').at(-1)));

test('what workers count is added up; of the breakers the worst is shown; what one counted that has ended is kept', async () => {
  const workers = new Map([1, 2].map((worker) => [worker, createMetrics()]));
  const summed = createSummedMetrics(async () => {
    for (const [worker, metrics] of workers) summed.counted(worker, await metrics.snapshot());
  });
  for (const metrics of workers.values()) {
    metrics.answered({ operation: 'userStatus', codes: [], seconds: 0.2 });
    metrics.underWay(3);
    metrics.hooks.onBreakerChange?.({ state: 'open' });
  }
  const requests = 'live_status_graphql_requests_total{operation="userStatus",code="OK"}';
  const durations = 'live_status_graphql_request_duration_seconds_count{operation="userStatus"}';
  const before = await summed.text();
  expect([of(before, requests), of(before, durations)]).toEqual([[2], [2]]);
  expect(of(before, 'live_status_graphql_requests_in_flight')).toEqual([6]);
  expect(of(before, 'live_status_upstream_breaker_state')).toEqual([2]);

  for (let round = 0; round < 2; round += 1) {
    workers.delete(1);
    summed.ended(1);
    const after = await summed.text();
    expect([of(after, requests), of(after, durations)]).toEqual([[2 + round], [2 + round]]);
    expect(of(after, 'live_status_graphql_requests_in_flight')).toEqual([3]);
    expect(of(after, 'live_status_worker_ends_total')).toEqual([1 + round]);
    const again = createMetrics();
    again.answered({ operation: 'userStatus', codes: [], seconds: 0.2 });
    workers.set(1, again);
    await summed.text();
  }
});

test('it shows every metric that one process shows', async () => {
  const one = createMetrics();
  const summed = createSummedMetrics(async () => summed.counted(1, await one.snapshot()));
  const names = (text: string) => new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const shown = names(await summed.text());
  expect([...names(await one.text())].filter((name) => !shown.has(name))).toEqual([]);
});
