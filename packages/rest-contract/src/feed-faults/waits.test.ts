import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWaits } from './waits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is so already is not waited for', async () => {
  await createWaits(() => 'nothing').until('anything', () => true);
});

test('what becomes so is waited for until somebody looks', async () => {
  let count = 0;
  const { until, look } = createWaits(() => `${count}`);
  const two = until('two', () => count === 2);
  for (count = 1; count <= 2; count += 1) look();
  await two;
  expect(vi.getTimerCount()).toBe(0);
});

test('what never becomes so is given up, saying what there is', async () => {
  const waiting = createWaits(() => 'one').until('two', () => false);
  vi.runAllTimers();
  await expect(waiting).rejects.toThrow('Waited for two in vain. There is: one.');
});
