import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { at } from './at.ts';

const DAY_MS = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([1, DAY_MS, 30 * DAY_MS, 100 * DAY_MS])('it is called in %i ms, and not before', (ms) => {
  const run = vi.fn();
  at(Date.now() + ms, run);
  vi.advanceTimersByTime(ms - 1);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledOnce();
});

test.each([0, 40 * DAY_MS])('it can be called off after %i ms, and no timer is left', (ms) => {
  const run = vi.fn();
  const cancel = at(Date.now() + 50 * DAY_MS, run);
  vi.advanceTimersByTime(ms);
  cancel();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(100 * DAY_MS);
  expect(run).not.toHaveBeenCalled();
});

test('what is over already is called at once', () => {
  const run = vi.fn();
  at(Date.now() - DAY_MS, run);
  vi.advanceTimersByTime(0);
  expect(run).toHaveBeenCalledOnce();
});
